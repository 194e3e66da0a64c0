public import TFXCore

/// Samples that are read from their files anew for each pass, some of them in memory at a time.
public struct StreamedData: BatchSource {
  enum Files: Sendable {
    case table(StreamedTable)
    /// Labels are few bytes beside their images, and kept.
    case images(StreamedImages, targets: Tensor)
  }

  let files: Files
  let preprocessing: Preprocessing
  /// Which rows of the files: the part that a draw gives them.
  let part: DataError.Part
  let draw: RowDraw
  /// The number of samples.
  public let count: Int
  /// Inputs and targets, [count, …].
  public let inputSpec: TensorSpec
  public let targetSpec: TensorSpec?
  /// How many samples are shuffled at a time.
  let shuffleBuffer: Int

  init(
    _ files: Files, _ preprocessing: Preprocessing, _ part: DataError.Part, _ draw: RowDraw,
    count: Int, shuffleBuffer: Int
  ) {
    self.files = files
    self.preprocessing = preprocessing
    self.part = part
    self.draw = draw
    self.count = count
    self.shuffleBuffer = shuffleBuffer
    switch files {
    case .table:
      inputSpec = TensorSpec(Shape(preprocessing.sampleShape).batched(count))
      targetSpec = preprocessing.target.spec(count: count)
    case .images(let images, let targets):
      inputSpec = TensorSpec(Shape(images.sampleShape).batched(count), images.dtype)
      targetSpec = TensorSpec(targets.shape.withoutBatch.batched(count), targets.dtype)
    }
  }

  /// The file, for messages.
  public var file: String {
    switch files {
    case .table(let table): table.header.file
    case .images(let images, _): images.file
    }
  }

  /// Goes through the samples in the order of the file; shuffled, those that are in memory at a
  /// time are put into a random order. A thread reads ahead.
  public func pass(batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int) -> any BatchPass {
    // Whole batches, so that only the last one of all can be smaller.
    let batches = (shuffleBuffer + batchSize - 1) / batchSize
    return StreamedPass(
      SampleReader(self), count: count, bufferSize: batches * batchSize, batchSize: batchSize,
      order: shuffle ? Philox(seed: seed, .shuffle, step: UInt32(truncatingIfNeeded: epoch)) : nil)
  }
}

/// Reads the samples of one part, piece by piece, in the order of the file.
final class SampleReader {
  private let data: StreamedData
  private var rows: StreamedTable.Blocks?
  private var images: StreamedImages.Blocks?

  init(_ data: StreamedData) {
    self.data = data
    if case .table(let table) = data.files {
      rows = table.blocks(textColumns: data.preprocessing.textColumns)
    }
  }

  /// The next samples; nil at the end.
  func next() throws(DataError) -> Dataset? {
    switch data.files {
    case .table:
      while let (table, first) = try rows?.next() {
        let rows = data.draw.rows(of: data.part, from: first, count: table.rowCount)
        if rows.isEmpty { continue }
        return try data.preprocessing.dataset(
          table, rows: rows, needTargets: true, isFromSplit: !data.draw.isWhole)
      }
    case .images(let images, let targets):
      if self.images == nil { self.images = try images.blocks() }
      while let (samples, first) = try self.images?.next() {
        let count = samples.shape[0]
        let whole = Dataset(
          inputs: samples, targets: targets.rows(first..<first + count), file: images.file)
        let rows = data.draw.rows(of: data.part, from: first, count: count)
        if rows.count == count { return whole }
        if !rows.isEmpty { return whole.selecting(rows) }
      }
    }
    return nil
  }
}

extension TargetEncoder {
  /// What ``encode(_:rows:isFromSplit:)`` gives for `count` rows.
  func spec(count: Int) -> TensorSpec {
    switch kind {
    case .classIndices: TensorSpec([count], .int32)
    case .oneHotClasses: TensorSpec([count, classNames?.count ?? 0])
    case .binary, .numbers: TensorSpec([count, 1])
    }
  }
}
