import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXRuntime

/// Runs a compiled request over the batches of a data set. Rows are gathered straight into the
/// plan's memory.
struct BatchRunner {
  private let session: Session
  private let fetches: [Output]
  private let targets: [Operation]
  private let input: Output
  private let target: Output?
  private let weights: Output?
  /// What is fed of a shard besides: its place in the batch and, if anything goes by it, its part of the
  /// samples.
  private let place: Output?
  private let share: Output?
  /// Plans by the number of samples: that of a full batch, and that of an epoch's last.
  private var callables: [(count: Int, callable: Callable)] = []
  /// Weights of 1 for samples of which nothing is said.
  private var ones = Tensor([] as [Float])

  /// Runs that fetch a loss, or whatever else.
  init(
    _ session: Session, fetches: [Output], targets: [Operation] = [], input: Output,
    target: Output?, weights: Output? = nil, place: Output? = nil, share: Output? = nil
  ) {
    self.session = session
    self.fetches = fetches
    self.targets = targets
    self.input = input
    self.target = target
    self.weights = weights
    self.place = place
    self.share = share
  }

  /// How many results a run has.
  var fetchCount: Int { fetches.count }

  /// Runs on the given rows, and returns what holds the results until the next run.
  mutating func run(
    _ rows: ArraySlice<Int>, of data: Dataset, place: Int = 0, share: Double = 1
  ) throws(RunError) -> Callable {
    let callable = try fill(rows, of: data, place: place, share: share)
    try callable.run()
    return callable
  }

  /// Gathers the given rows, and returns what runs on them.
  ///
  /// - Parameters:
  ///   - place: The place of the first row in the batch.
  ///   - share: The part of the batch that the rows are.
  mutating func fill(
    _ rows: ArraySlice<Int>, of data: Dataset, place: Int, share: Double
  ) throws(RunError) -> Callable {
    let callable = try callable(for: rows.count, targets: data.targets?.shape)
    data.inputs.gather(rows, into: callable.feed(0).baseAddress!, as: input.dtype)
    if let target, let targets = data.targets {
      targets.gather(rows, into: callable.feed(1).baseAddress!, as: target.dtype)
    }
    if let weights {
      sampleWeights(of: data).gather(
        rows, into: callable.feed(2).baseAddress!, as: weights.dtype)
    }
    if self.place != nil {
      let first = 1 + (target == nil ? 0 : 1) + (weights == nil ? 0 : 1)
      callable.feed(first).storeBytes(of: Int64(place), as: Int64.self)
      if self.share != nil {
        callable.feed(first + 1).storeBytes(of: Float(share), as: Float.self)
      }
    }
    return callable
  }

  /// How much the samples count.
  private mutating func sampleWeights(of data: Dataset) -> Tensor {
    if let weights = data.sampleWeights { return weights }
    if ones.elementCount < data.count { ones = Tensor([Float](repeating: 1, count: data.count)) }
    return ones
  }

  /// What runs on so many samples.
  mutating func callable(
    for count: Int, targets shape: Shape?
  ) throws(RunError) -> Callable {
    for known in callables where known.count == count { return known.callable }
    var feeds = [(input, input.shape.withoutBatch.batched(count))]
    if let target { feeds.append((target, (shape ?? target.shape).withoutBatch.batched(count))) }
    if let weights { feeds.append((weights, [count])) }
    for scalar in [place, share].compactMap({ $0 }) { feeds.append((scalar, .scalar)) }
    let callable = try session.prepare(fetches, targets: targets, feeding: feeds)
    callables.append((count, callable))
    return callable
  }
}
