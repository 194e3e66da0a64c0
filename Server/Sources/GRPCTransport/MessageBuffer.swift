package import NIOCore

/// Collects the one message of a unary call: a byte that says whether it is compressed, its length in
/// four bytes, and itself.
package struct MessageBuffer {
  package enum Failure: Error, Hashable {
    case compressed
    case tooLarge(Int)
    case several
    case cutOff
  }

  private let limit: Int
  private var head: [UInt8] = []
  private var length = 0
  private var body: [UInt8] = []

  package init(limit: Int) { self.limit = limit }

  /// The bytes that are held.
  package var byteCount: Int { body.count }

  /// Adds received bytes.
  package mutating func add(_ buffer: ByteBuffer) throws(Failure) {
    var bytes = buffer.readableBytesView
    while head.count < 5, let first = bytes.popFirst() {
      head.append(first)
      if head.count == 5 {
        if head[0] != 0 { throw .compressed }
        length = head[1...].reduce(0) { $0 << 8 | Int($1) }
        if length > limit { throw .tooLarge(length) }
        // No more room than a sender has paid for with bytes: most messages come at once.
        body.reserveCapacity(min(length, 1 << 20))
      }
    }
    if body.count + bytes.count > length { throw .several }
    body.append(contentsOf: bytes)
  }

  /// The whole message, at the end of the call.
  package mutating func finish() throws(Failure) -> [UInt8] {
    if head.count < 5 || body.count < length { throw .cutOff }
    defer { body = [] }
    return body
  }

  /// A message as it is sent.
  package static func frame(_ message: [UInt8], _ allocator: ByteBufferAllocator) -> ByteBuffer {
    var buffer = allocator.buffer(capacity: message.count + 5)
    buffer.writeInteger(UInt8(0))
    buffer.writeInteger(UInt32(message.count))
    buffer.writeBytes(message)
    return buffer
  }
}

extension MessageBuffer.Failure {
  /// The status of a call that failed so.
  func reply(limit: Int) -> Reply {
    switch self {
    case .compressed: .unimplemented("Compressed messages are not known here; send identity.")
    case .tooLarge(let size):
      .exhausted("The message has \(size) bytes; at most \(limit) (--max-message).")
    case .several: .invalid("The call has more than one message.")
    case .cutOff: .invalid("The call ended before its message.")
    }
  }
}
