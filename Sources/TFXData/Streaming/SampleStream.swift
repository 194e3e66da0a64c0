import TFXCore

/// Reads samples piece by piece, in their order.
protocol SamplePieces: AnyObject {
  /// The next samples; nil at the end.
  func next() throws(DataError) -> Dataset?

  /// What is not like the training part in the samples that were read.
  var drift: Drift { get }
}

extension SamplePieces {
  /// A mistake in a row, with those of all rows behind it, which are read and not kept.
  func mistakes(from error: DataError) -> DataError {
    if error.tableRow == nil { return error }
    var mistakes = Mistakes()
    mistakes.add(error)
    while true {
      do throws(DataError) {
        if try next() == nil { break }
      } catch {
        mistakes.add(error)
        // What is wrong with more than rows would come again.
        if error.tableRow == nil { break }
      }
    }
    return mistakes.error ?? error
  }
}

/// Samples in the order of their files, some at a time: while those are used, a thread reads the
/// next ones. To be used by one thread.
package final class SampleStream {
  /// What is not like the training part in the samples that were read.
  package let drift: Drift
  /// What else whoever uses them should know, a line each.
  package internal(set) var notices: [String] = []
  /// Whether they have targets, though some of them may not be known.
  package let hasTargets: Bool
  private let filler: BufferFiller
  private var ahead: BackgroundThread?

  /// Samples of a reader, `size` at a time.
  init(_ reader: any SamplePieces, size: Int, hasTargets: Bool) {
    drift = reader.drift
    self.hasTargets = hasTargets
    filler = BufferFiller(reader, size: size)
    readAhead()
  }

  deinit { ahead?.join() }

  /// The next samples, fewer than asked for only at the end; nil behind it.
  package func next() throws(DataError) -> Dataset? {
    if let ahead { ahead.join() } else { filler.fill() }
    ahead = nil
    guard let samples = try filler.result.get() else { return nil }
    readAhead()
    return samples
  }

  private func readAhead() {
    let filler = filler
    ahead = BackgroundThread { filler.fill() }
  }
}

extension Preprocessing {
  /// Goes once through data to predict from, or with targets to evaluate on; nothing of it stays in
  /// memory but the rows of windows, and arrays that can only be read as a whole. A mistake in a row is
  /// thrown when its samples are asked for, with all mistakes behind it.
  ///
  /// Files are found and read as by ``load(_:needTargets:)``. Samples come in whole batches of
  /// `batchSize`, the last one apart: a few megabytes of them at a time.
  package func stream(
    _ source: DataSource, needTargets: Bool, batchSize: Int
  ) throws(DataError) -> SampleStream {
    try stream(source, needTargets: needTargets, withTruth: false, batchSize: batchSize)
  }

  /// Goes once through data to predict from, which may have targets: the columns of a table, labels beside
  /// images, folders that are named as classes. A target that is missing, or that the training does not
  /// know, is no mistake: it is among ``Dataset/unknownTargets``.
  package func streamWithTruth(
    _ source: DataSource, batchSize: Int
  ) throws(DataError) -> SampleStream {
    try stream(source, needTargets: false, withTruth: true, batchSize: batchSize)
  }

  private func stream(
    _ source: DataSource, needTargets: Bool, withTruth: Bool, batchSize: Int
  ) throws(DataError) -> SampleStream {
    let sampleByteCount = 4 * sampleShape.reduce(1, *)
    let batches = SampleStream.byteCount / (sampleByteCount * batchSize)
    let size = max(batches, 1) * batchSize
    if window != nil {
      let drift = Drift(features)
      let windows = try windows(
        source, needTargets: needTargets, drift: drift, withTruth: withTruth)
      let stream = SampleStream(
        WindowReader(windows, size: size, drift: drift), size: size,
        hasTargets: windows.targets != nil)
      stream.notices = [windows.gaps.line].compactMap { $0 }
      return stream
    }
    do throws(DataError) {
      let files = try StreamedData.Files(source, self, needTargets: needTargets)
      let truth = withTruth ? try KnownTruth(source, files, self) : nil
      return SampleStream(
        SampleReader(files, self, needTargets: needTargets, truth), size: size,
        hasTargets: needTargets || truth != nil)
    } catch {
      // What can only be read as a whole is.
      guard case .cannotStream = error.kind else { throw error }
      var whole = try load(source, needTargets: needTargets)
      let truth = withTruth ? try KnownTruth(source, count: whole.count, self) : nil
      if let truth { whole = truth.add(to: whole, at: 0) }
      return SampleStream(
        WholeReader(whole, drift: Drift(features)), size: size, hasTargets: whole.targets != nil)
    }
  }
}

/// Samples that are in memory, in one piece.
private final class WholeReader: SamplePieces {
  private var rest: Dataset?
  let drift: Drift

  init(_ samples: Dataset, drift: Drift) {
    rest = samples
    self.drift = drift
  }

  func next() -> Dataset? { rest.take() }
}

extension SampleStream {
  /// Bytes of inputs that ``Preprocessing/stream(_:needTargets:batchSize:)`` gives at a time: enough
  /// to keep threads at work, little memory.
  fileprivate static let byteCount = 1 << 22
}

/// Fills buffers. One thread at a time uses it: a stream waits for the thread that fills before it
/// takes the result.
private final class BufferFiller: @unchecked Sendable {
  private let reader: any SamplePieces
  private let size: Int
  /// The samples that were read beyond the end of the last buffer.
  private var rest: (piece: Dataset, start: Int)?
  /// The last buffer; nil at the end.
  private(set) var result: Result<Dataset?, DataError> = .success(nil)

  init(_ reader: any SamplePieces, size: Int) {
    self.reader = reader
    self.size = size
  }

  func fill() {
    do throws(DataError) {
      result = .success(try buffer())
    } catch {
      result = .failure(error)
    }
  }

  private func nextPiece() throws(DataError) -> Dataset? {
    do throws(DataError) {
      return try reader.next()
    } catch {
      throw reader.mistakes(from: error)
    }
  }

  private func buffer() throws(DataError) -> Dataset? {
    var parts: [(piece: Dataset, rows: Range<Int>)] = []
    var count = 0
    while count < size {
      let piece: Dataset
      let start: Int
      if let rest {
        (piece, start) = rest
      } else if let next = try nextPiece() {
        (piece, start) = (next, 0)
      } else {
        break
      }
      let end = min(piece.count, start + size - count)
      parts.append((piece, start..<end))
      count += end - start
      rest = end < piece.count ? (piece, end) : nil
    }
    guard let first = parts.first else { return nil }
    if parts.count == 1, first.rows.count == first.piece.count { return first.piece }
    let joined = { (tensor: (Dataset) -> Tensor?) -> Tensor? in
      if tensor(first.piece) == nil { return nil }
      return BufferFiller.joined(
        parts.compactMap { part in tensor(part.piece).map { ($0, part.rows) } }, count)
    }
    var ids: [String]?
    if first.piece.ids != nil { ids = parts.flatMap { $0.piece.ids?[$0.rows] ?? [] } }
    let samples = Dataset(
      inputs: BufferFiller.joined(parts.map { ($0.piece.inputs, $0.rows) }, count),
      targets: joined(\.targets), sampleWeights: joined(\.sampleWeights), ids: ids,
      rowNumbers: first.piece.rowNumbers.map { _ in
        parts.flatMap { $0.piece.rowNumbers?[$0.rows] ?? [] }
      },
      file: first.piece.file)
    guard let targets = samples.targets else { return samples }
    var unknown: [Int: [String?]] = [:]
    var offset = 0
    for (piece, rows) in parts {
      for (sample, texts) in piece.unknownTargets where rows.contains(sample) {
        unknown[offset + sample - rows.lowerBound] = texts
      }
      offset += rows.count
    }
    return unknown.isEmpty ? samples : samples.with(targets, unknown: unknown)
  }

  /// The given rows of tensors one behind the other, `count` in all.
  private static func joined(_ parts: [(tensor: Tensor, rows: Range<Int>)], _ count: Int) -> Tensor
  {
    let first = parts[0].tensor
    let row = first.shape.withoutBatch
    let rowByteCount = row.elementCount * first.dtype.byteCount
    return Tensor(shape: row.batched(count), dtype: first.dtype) { target in
      var offset = 0
      for (tensor, rows) in parts {
        tensor.withUnsafeBytes { source in
          let bytes = source[rows.lowerBound * rowByteCount..<rows.upperBound * rowByteCount]
          UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + bytes.count])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
          offset += bytes.count
        }
      }
    }
  }
}
