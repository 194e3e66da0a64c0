import TFXCore

/// One way through streamed samples: a buffer of them is gone through while a thread fills the
/// next one.
final class StreamedPass: BatchPass {
  let stepCount: Int
  private let batchSize: Int
  private let order: Philox?
  private let filler: BufferFiller
  private var ahead: BackgroundThread?
  private var buffer: Dataset?
  private var rows: [Int] = []
  private var position = 0
  private var bufferNumber: UInt64 = 0

  init(_ reader: SampleReader, count: Int, bufferSize: Int, batchSize: Int, order: Philox?) {
    stepCount = (count + batchSize - 1) / batchSize
    self.batchSize = batchSize
    self.order = order
    filler = BufferFiller(reader, size: bufferSize)
    readAhead()
  }

  deinit { ahead?.join() }

  func next() throws(DataError) -> Batch? {
    if position == rows.count { try goToNextBuffer() }
    guard let buffer else { return nil }
    let end = min(position + batchSize, rows.count)
    defer { position = end }
    return Batch(samples: buffer, rows: rows[position..<end])
  }

  private func goToNextBuffer() throws(DataError) {
    if let ahead { ahead.join() } else { filler.fill() }
    ahead = nil
    buffer = try filler.result.get()
    position = 0
    guard let buffer else {
      rows = []
      return
    }
    rows = Array(0..<buffer.count)
    if let order { shuffle(order) }
    bufferNumber += 1
    readAhead()
  }

  private func readAhead() {
    let filler = filler
    ahead = BackgroundThread { filler.fill() }
  }

  /// Fisher–Yates with numbers of this buffer's own. The first buffer's are those with which all
  /// samples in memory are shuffled.
  private func shuffle(_ order: Philox) {
    var last = rows.count - 1
    while last > 0 {
      rows.swapAt(
        last, order.integer(below: last + 1, at: bufferNumber << 32 | UInt64(last)))
      last -= 1
    }
  }
}

/// Fills buffers. One thread at a time uses it: the pass waits for the thread that fills before it
/// takes the result.
private final class BufferFiller: @unchecked Sendable {
  private let reader: SampleReader
  private let size: Int
  /// What was read behind the last buffer's end.
  private var rest: (piece: Dataset, start: Int)?
  /// The last buffer; nil at the end.
  private(set) var result: Result<Dataset?, DataError> = .success(nil)

  init(_ reader: SampleReader, size: Int) {
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

  private func buffer() throws(DataError) -> Dataset? {
    var parts: [(piece: Dataset, rows: Range<Int>)] = []
    var count = 0
    while count < size {
      let piece: Dataset
      let start: Int
      if let rest {
        (piece, start) = rest
      } else if let next = try reader.next() {
        (piece, start) = (next, 0)
      } else {
        break
      }
      let end = min(piece.count, start + size - count)
      parts.append((piece, start..<end))
      count += end - start
      rest = end < piece.count ? (piece, end) : nil
    }
    if parts.isEmpty { return nil }
    let inputs = BufferFiller.joined(parts.map { ($0.piece.inputs, $0.rows) }, count)
    let hasTargets = parts[0].piece.targets != nil
    let targets =
      hasTargets
      ? BufferFiller.joined(
        parts.compactMap { part in part.piece.targets.map { ($0, part.rows) } }, count)
      : nil
    return Dataset(inputs: inputs, targets: targets, file: parts[0].piece.file)
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
