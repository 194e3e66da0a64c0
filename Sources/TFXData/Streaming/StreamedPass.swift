import TFXCore

/// One pass through streamed samples: a buffer of them is gone through while a thread fills the
/// next one.
final class StreamedPass: BatchPass {
  let stepCount: Int
  private let batchSize: Int
  private let order: Philox?
  private let stream: SampleStream
  private var buffer: Dataset?
  private var rows: [Int] = []
  private var position = 0
  /// The number of the buffer's first sample among all.
  private var first = 0
  private var bufferNumber: UInt64 = 0

  init(_ reader: SampleReader, count: Int, bufferSize: Int, batchSize: Int, order: Philox?) {
    stepCount = (count + batchSize - 1) / batchSize
    self.batchSize = batchSize
    self.order = order
    stream = SampleStream(reader, size: bufferSize)
  }

  func next() throws(DataError) -> Batch? {
    if position == rows.count { try goToNextBuffer() }
    guard let buffer else { return nil }
    let end = min(position + batchSize, rows.count)
    defer { position = end }
    return Batch(samples: buffer, rows: rows[position..<end], first: first)
  }

  private func goToNextBuffer() throws(DataError) {
    first += buffer?.count ?? 0
    buffer = try stream.next()
    position = 0
    guard let buffer else {
      rows = []
      return
    }
    rows = Array(0..<buffer.count)
    if let order { shuffle(order) }
    bufferNumber += 1
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
