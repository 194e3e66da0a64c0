public import TFXCore

/// Samples that can be gone through in batches, again for each epoch: a ``Dataset`` in memory, or
/// ``StreamedData`` that is read from its files each time.
public protocol BatchSource: Sendable {
  /// The number of samples.
  var count: Int { get }
  /// The inputs of all samples: [count, …].
  var inputSpec: TensorSpec { get }
  /// The targets of all samples, [count, …]; nil if there are none.
  var targetSpec: TensorSpec? { get }
  /// Whether the samples say how much they count in the loss.
  var hasSampleWeights: Bool { get }
  /// The file, for messages.
  var file: String { get }

  /// Goes through all samples once, the last batch being smaller if they don't fill it. Shuffled,
  /// their order depends on seed and epoch, counted from 0, alone.
  func pass(batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int) -> any BatchPass
}

/// One pass through the samples of a ``BatchSource``.
public protocol BatchPass: AnyObject {
  /// The number of batches.
  var stepCount: Int { get }

  /// The next batch; nil after the last. Throws if a file cannot be read as it could before.
  func next() throws(DataError) -> Batch?
}

/// Some rows of samples that are in memory.
public struct Batch: Sendable {
  /// The samples, in which the rows are.
  public let samples: Dataset
  /// Which samples, in their order.
  public let rows: ArraySlice<Int>
  /// The number of the first of `samples` among all that the pass goes through, in their order
  /// before any shuffling.
  package let first: Int

  init(samples: Dataset, rows: ArraySlice<Int>, first: Int = 0) {
    self.samples = samples
    self.rows = rows
    self.first = first
  }
}

extension Dataset: IndexedSource {
  public var inputSpec: TensorSpec { inputs.spec }
  public var targetSpec: TensorSpec? { targets?.spec }
  public var hasSampleWeights: Bool { sampleWeights != nil }

  public func pass(batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int) -> any BatchPass {
    pass(BatchPlan(count: count, batchSize: batchSize, shuffle: shuffle, seed: seed, epoch: epoch))
  }

  func batch(_ samples: ArraySlice<Int>) -> Batch { Batch(samples: self, rows: samples) }
}
