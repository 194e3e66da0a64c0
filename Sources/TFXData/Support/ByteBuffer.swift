#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes in memory that grow at the end and are taken away at the start.
final class ByteBuffer: @unchecked Sendable {
  private var base: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 1 << 16) {
    self.capacity = max(capacity, 64)
    base = ByteBuffer.allocate(self.capacity)
  }

  deinit { base.deallocate() }

  /// The bytes; valid until they are next changed.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// The bytes, to be changed in place.
  var mutableBytes: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  /// Appends what `body` writes into room for `room` bytes; it returns how many it wrote.
  func append<Failure: Error>(
    room: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    reserve(count + room)
    count += try body(UnsafeMutableRawBufferPointer(start: base + count, count: room))
  }

  /// Takes bytes away at the end.
  func removeLast(_ removed: Int) {
    precondition(removed <= count, "\(removed) of \(count) bytes to take away")
    count -= removed
  }

  /// Takes bytes away at the start.
  func removeFirst(_ removed: Int) {
    precondition(removed <= count, "\(removed) of \(count) bytes to take away")
    count -= removed
    memmove(base, base + removed, count)
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    LongMemory.allocate(byteCount: count).bindMemory(to: UInt8.self, capacity: count)
  }

  private func reserve(_ needed: Int) {
    if needed <= capacity { return }
    let larger = max(needed, capacity + capacity / 2)
    let grown = ByteBuffer.allocate(larger)
    memcpy(grown, base, count)
    base.deallocate()
    (base, capacity) = (grown, larger)
  }
}
