public import TFXCore

/// Samples that are read from their files anew for each pass, some of them in memory at a time.
public struct StreamedData: BatchSource {
  enum Files: Sendable {
    case table(StreamedTable)
    /// Labels are few bytes beside their images, and kept; nil if nobody needs them.
    case images(StreamedImages, targets: Tensor?)
  }

  let files: Files
  let preprocessing: Preprocessing
  /// The part whose rows are read.
  let part: DataPart
  let splitter: RowSplitter
  /// The number of samples.
  public let count: Int
  /// Inputs and targets, [count, …].
  public let inputSpec: TensorSpec
  public let targetSpec: TensorSpec?
  /// How many samples are shuffled at a time.
  let shuffleBuffer: Int

  public var hasSampleWeights: Bool { preprocessing.sampleWeight != nil }

  init(
    _ files: Files, _ preprocessing: Preprocessing, _ part: DataPart, _ splitter: RowSplitter,
    count: Int, shuffleBuffer: Int
  ) {
    self.files = files
    self.preprocessing = preprocessing
    self.part = part
    self.splitter = splitter
    self.count = count
    self.shuffleBuffer = shuffleBuffer
    switch files {
    case .table:
      inputSpec = TensorSpec(Shape(preprocessing.sampleShape).batched(count))
      targetSpec =
        preprocessing.predictsInput ? inputSpec : preprocessing.target.spec(count: count)
    case .images(let images, let targets):
      inputSpec = TensorSpec(Shape(images.sampleShape).batched(count), images.dtype)
      targetSpec =
        preprocessing.predictsInput
        ? inputSpec
        : targets.map { TensorSpec($0.shape.withoutBatch.batched(count), $0.dtype) }
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
  public func pass(
    batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int, share: BatchShare
  ) -> any BatchPass {
    let batches = (shuffleBuffer + batchSize - 1) / batchSize
    let random = Philox(seed: seed, .shuffle, step: UInt32(truncatingIfNeeded: epoch))
    return StreamedPass(
      self,
      StreamOrder(
        count: count, bufferSize: batches * batchSize, batchSize: batchSize,
        random: shuffle ? random : nil, share: share))
  }
}

/// Reads the samples of one part, piece by piece, in the order of the file.
final class SampleReader: SamplePieces {
  private let files: StreamedData.Files
  private let preprocessing: Preprocessing
  private let part: DataPart
  private var draw: PartDraw
  private var textColumns: TextColumns
  private let needTargets: Bool
  /// Where targets are that are not needed.
  private let truth: KnownTruth?
  /// What is not like the training part in the rows that were read.
  let drift: Drift
  private var rows: StreamedTable.Blocks?
  private var images: StreamedImages.Blocks?
  /// Which images are wanted; nil for all.
  private var wanted: WantedSamples?

  /// Reads the samples of a part, with their targets. Images that a pass does not want are black.
  convenience init(_ data: StreamedData, _ order: StreamOrder? = nil) {
    self.init(data.files, data.preprocessing, data.part, data.splitter, needTargets: true)
    wanted = WantedSamples(order)
  }

  /// Reads all samples.
  convenience init(
    _ files: StreamedData.Files, _ preprocessing: Preprocessing, needTargets: Bool,
    _ truth: KnownTruth? = nil
  ) {
    self.init(files, preprocessing, .train, .whole, needTargets: needTargets, truth)
  }

  private init(
    _ files: StreamedData.Files, _ preprocessing: Preprocessing, _ part: DataPart,
    _ splitter: RowSplitter, needTargets: Bool, _ truth: KnownTruth? = nil
  ) {
    self.files = files
    self.preprocessing = preprocessing
    self.part = part
    draw = PartDraw(splitter)
    self.needTargets = needTargets
    self.truth = truth
    drift = Drift(preprocessing.features)
    textColumns = preprocessing.textColumns
    textColumns.add(splitter.textColumns)
  }

  /// The next samples; nil at the end.
  func next() throws(DataError) -> Dataset? {
    switch files {
    case .table(let table):
      if self.rows == nil { rows = try table.blocks(textColumns: textColumns) }
      while let (table, first) = try self.rows?.next() {
        let tables = try preprocessing.transformed(table, needTargets: needTargets)
        var rows = try draw.parts(of: table, targets: tables.targets, from: first).rows(of: part)
        if needTargets { rows = try preprocessing.target.usable(tables.targets, rows) }
        if rows.isEmpty { continue }
        let leavesOut = !draw.splitter.isWhole || needTargets && preprocessing.target.dropsMissing
        let samples = try preprocessing.dataset(
          tables, rows: rows, needTargets: needTargets, isFromSplit: !draw.splitter.isWhole,
          numberedFrom: leavesOut ? first : nil, drift: drift)
        guard let truth else { return samples }
        return try truth.add(to: samples, of: table, rows: rows, preprocessing.target)
      }
    case .images(let images, let targets):
      if self.images == nil { self.images = try images.blocks() }
      while let block = try nextImages(targets) {
        let (samples, first, rows) = block
        let count = samples.shape[0]
        let isTarget = needTargets && preprocessing.predictsInput
        let whole = Dataset(
          inputs: samples, targets: isTarget ? samples : targets?.rows(first..<first + count),
          ids: images.paths.map { Array($0[first..<first + count]) },
          rowNumbers: draw.splitter.isWhole
            ? nil : Array((first + 1)...(first + count)), file: images.file)
        if let truth { return truth.add(to: whole, at: first) }
        if rows.count == count { return whole }
        if !rows.isEmpty { return whole.selecting(rows) }
      }
    }
    return nil
  }

  /// The next images of the file, the number of the first, and which of them are of the part.
  private func nextImages(
    _ targets: Tensor?
  ) throws(DataError) -> (samples: Tensor, first: Int, rows: [Int])? {
    var rows: [Int] = []
    let block = try images?.next { items in
      rows = draw.parts(
        ofImages: items.count, from: items.lowerBound, targets: targets?.rows(items),
        preprocessing.target
      ).rows(of: part)
      if wanted == nil { return nil }
      return rows.filter { _ in wanted!.next() }
    }
    return block.map { ($0.samples, $0.first, rows) }
  }
}

extension TargetEncoder {
  /// The spec of ``encode(_:rows:isFromSplit:)`` for `count` rows.
  func spec(count: Int) -> TensorSpec {
    kind == .classIndices ? TensorSpec([count], .int32) : TensorSpec([count, width])
  }
}
