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
  ///
  /// - Parameter share: What is wanted of each batch. The rest need not be read.
  func pass(
    batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int, share: BatchShare
  ) -> any BatchPass
}

extension BatchSource {
  /// The same with whole batches.
  public func pass(batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int) -> any BatchPass {
    pass(batchSize: batchSize, shuffle: shuffle, seed: seed, epoch: epoch, share: .whole)
  }
}

/// Which places of each batch are wanted: a part, where several processes divide batches.
public struct BatchShare: Sendable {
  /// The places, given the number of the batch in its pass and of its samples.
  package let places: @Sendable (_ batch: Int, _ count: Int) -> Range<Int>
  /// Whether it is all of every batch.
  let isWhole: Bool

  /// All of every batch.
  public static let whole = BatchShare(isWhole: true) { 0..<$1 }

  /// Some places of each batch.
  package init(places: @escaping @Sendable (_ batch: Int, _ count: Int) -> Range<Int>) {
    self.init(isWhole: false, places)
  }

  private init(isWhole: Bool, _ places: @escaping @Sendable (Int, Int) -> Range<Int>) {
    self.isWhole = isWhole
    self.places = places
  }
}

/// One pass through the samples of a ``BatchSource``.
public protocol BatchPass: AnyObject {
  /// The number of batches.
  var stepCount: Int { get }

  /// What is wanted of the next batch; nil after the last. Throws if a file cannot be read as it could
  /// before.
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
  /// The number of samples of the batch, of which ``rows`` may be a part.
  package let count: Int

  /// - Parameter count: That of the rows if nil.
  init(samples: Dataset, rows: ArraySlice<Int>, first: Int = 0, count: Int? = nil) {
    self.samples = samples
    self.rows = rows
    self.first = first
    self.count = count ?? rows.count
  }

}

extension ArraySlice {
  /// The elements at some places, counted from 0.
  package func places(_ places: Range<Int>) -> ArraySlice {
    self[startIndex + places.lowerBound..<startIndex + places.upperBound]
  }
}

extension Dataset: IndexedSource {
  public var inputSpec: TensorSpec { inputs.spec }
  public var targetSpec: TensorSpec? { targets?.spec }
  public var hasSampleWeights: Bool { sampleWeights != nil }

  public func pass(
    batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int, share: BatchShare
  ) -> any BatchPass {
    pass(
      BatchPlan(count: count, batchSize: batchSize, shuffle: shuffle, seed: seed, epoch: epoch),
      share)
  }

  func batch(_ samples: ArraySlice<Int>, of count: Int) -> Batch {
    Batch(samples: self, rows: samples, count: count)
  }
}
