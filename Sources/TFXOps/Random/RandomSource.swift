import TFXCore
import TFXGraph
import TFXKernels

/// Where an operation's random numbers come from: they are a function of seed, stream, step and
/// place. Without a step, which is the last input, they are the same in every run.
struct RandomSource: Sendable {
  var seed: UInt64 = 0
  var stream: UInt32 = 0
  var hasStep = false

  /// The number of inputs for it.
  var inputCount: Int { hasStep ? 1 : 0 }

  /// Throws unless the last of `count` inputs is a step, if there is one.
  func check(_ inputs: InputSpecs, after count: Int) throws(ShapeError) {
    try inputs.expect(count + inputCount)
    if hasStep { try inputs.expectStep(count) }
  }

  /// The key of a run.
  func key(_ site: Site) -> () -> RandomKey {
    guard hasStep else {
      let key = RandomKey(seed: seed, stream: stream, step: 0)
      return { key }
    }
    let (seed, stream) = (seed, stream)
    let step = site.input(site.inputs.count - 1, Int64.self)
    return { RandomKey(seed: seed, stream: stream, step: UInt32(truncatingIfNeeded: step[0])) }
  }
}

/// Where the random numbers of an operation on a part of a batch come from: each of its rows draws what
/// it would draw in the whole batch.
///
/// The step is a scalar, or a pair: the step and the place that the first row has in the batch.
struct PlacedDraws {
  private let seed: UInt64
  private let stream: UInt32
  private let step: UnsafePointer<Int64>
  /// The elements of a row; 0 where the step is a scalar.
  private let rowSize: Int

  /// - Parameter index: The input that is the step.
  init(_ site: Site, seed: UInt64, stream: UInt32, step index: Int) {
    (self.seed, self.stream) = (seed, stream)
    step = site.input(index, Int64.self)
    let rows = site.outputs[0].spec.shape.rank > 0 ? site.outputShape(0)[0] : 0
    let isPlaced = site.inputShape(index) == [2]
    rowSize = isPlaced && rows > 0 ? site.outputCount(0) / rows : 0
  }

  /// The key of a run.
  var key: RandomKey {
    RandomKey(seed: seed, stream: stream, step: UInt32(truncatingIfNeeded: step[0]))
  }

  /// The first element's place in the whole batch.
  var offset: Int {
    // A place that no batch has wraps around rather than trap.
    rowSize == 0 ? 0 : rowSize &* Int(truncatingIfNeeded: step[1]) & (1 << 60 - 1)
  }
}

extension InputSpecs {
  /// Throws unless an input is a step, or a step with the place of the first row.
  func expectPlacedStep(_ index: Int) throws(ShapeError) {
    if self[index] != TensorSpec([2], .int64) { try expectStep(index) }
  }
}

extension Graph {
  /// The same for an operation that a file names; of seed 0, the graph's.
  func randomSource(_ seed: UInt64, _ name: String, hasStep: Bool) -> RandomSource {
    let (seed, stream) = randomKey(seed, name)
    return RandomSource(seed: seed, stream: stream, hasStep: hasStep)
  }

  /// The seed, the graph's instead of 0, and the stream of the operation that is added next under a
  /// name.
  func randomKey(_ seed: UInt64, _ name: String) -> (seed: UInt64, stream: UInt32) {
    (seed == 0 ? self.seed : seed, randomStream(name))
  }

  /// The source of the random numbers of the operation that is added next under a name.
  func randomSource(_ name: String, seed: UInt64?, step: Output?) -> RandomSource {
    RandomSource(seed: seed ?? self.seed, stream: randomStream(name), hasStep: step != nil)
  }
}

extension Optional<Output> {
  /// The output as a list of none or one.
  var list: [Output] { map { [$0] } ?? [] }
}
