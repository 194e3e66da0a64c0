import TFXCore

/// One pass through streamed samples: a buffer of them is gone through while a thread fills the
/// next one.
final class StreamedPass: BatchPass {
  private let order: StreamOrder
  private let stream: SampleStream
  private var buffer: Dataset?
  private var rows: [Int] = []
  private var position = 0
  /// The number of the buffer's first sample among all.
  private var first = 0
  private var bufferNumber = 0
  private var step = 0

  init(_ data: StreamedData, _ order: StreamOrder) {
    self.order = order
    stream = SampleStream(
      SampleReader(data, order), size: order.bufferSize, hasTargets: true)
  }

  var stepCount: Int { (order.count + order.batchSize - 1) / order.batchSize }

  func next() throws(DataError) -> Batch? {
    if position == rows.count { try goToNextBuffer() }
    guard let buffer else { return nil }
    let batch = rows[position..<min(position + order.batchSize, rows.count)]
    defer {
      position = batch.endIndex
      step += 1
    }
    return Batch(
      samples: buffer, rows: batch.places(order.share.places(step, batch.count)), first: first,
      count: batch.count)
  }

  private func goToNextBuffer() throws(DataError) {
    first += buffer?.count ?? 0
    buffer = try stream.next()
    position = 0
    guard let buffer else {
      rows = []
      return
    }
    rows = order.rows(of: bufferNumber, count: buffer.count)
    bufferNumber += 1
  }
}

/// The order in which streamed samples are gone through, a buffer of them at a time.
struct StreamOrder: Sendable {
  /// The number of samples.
  let count: Int
  /// The samples of a buffer: whole batches, so that only the last one of all can be smaller.
  let bufferSize: Int
  let batchSize: Int
  /// What shuffles; nil for the order of the files.
  let random: Philox?
  /// What is wanted of each batch.
  let share: BatchShare

  /// The rows of a buffer, counted from 0, in the order of the pass.
  ///
  /// Fisher–Yates with numbers of this buffer's own. The first buffer's are those with which all
  /// samples in memory are shuffled.
  func rows(of buffer: Int, count: Int) -> [Int] {
    var rows = Array(0..<count)
    guard let random else { return rows }
    var last = rows.count - 1
    while last > 0 {
      rows.swapAt(
        last, random.integer(below: last + 1, at: UInt64(buffer) << 32 | UInt64(last)))
      last -= 1
    }
    return rows
  }

  /// Which rows of a buffer are wanted.
  func wanted(of buffer: Int) -> [Bool] {
    let rows = rows(of: buffer, count: min(bufferSize, max(count - buffer * bufferSize, 0)))
    var wanted = [Bool](repeating: false, count: rows.count)
    for first in stride(from: 0, to: rows.count, by: batchSize) {
      let batch = rows[first..<min(first + batchSize, rows.count)]
      let step = (buffer * bufferSize + first) / batchSize
      for row in batch.places(share.places(step, batch.count)) { wanted[row] = true }
    }
    return wanted
  }
}

/// Tells for one sample after the other whether it is wanted in a pass.
struct WantedSamples {
  private let order: StreamOrder
  private var buffer = -1
  private var wanted: [Bool] = []
  private var number = 0

  /// Nil where all samples are wanted.
  init?(_ order: StreamOrder?) {
    guard let order, !order.share.isWhole else { return nil }
    self.order = order
  }

  /// Whether the next sample is wanted; those behind the last are not.
  mutating func next() -> Bool {
    defer { number += 1 }
    if number / order.bufferSize != buffer {
      buffer = number / order.bufferSize
      wanted = order.wanted(of: buffer)
    }
    let row = number % order.bufferSize
    return row < wanted.count && wanted[row]
  }
}
