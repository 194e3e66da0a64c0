/// What a server answers calls with. A call's bytes are a message of protobuf's.
package protocol Service: Sendable {
  /// What the service keeps of a call while it is answered.
  associatedtype Call: Sendable

  /// A call that came on a connection.
  func begin(connection: Int) -> Call
  /// Answers a call; on a thread of its own, which may block.
  func answer(_ path: String, _ message: [UInt8], _ call: Call) -> Reply
  /// Ends a call early: the client has gone or does not want it any more, or its time is over.
  func cancel(_ call: Call, isLate: Bool)
  /// A connection is gone.
  func closed(connection: Int)
}

/// The answer to a call: gRPC's status code, and the response's bytes or a message.
package struct Reply: Sendable {
  package var code: Int
  package var text: String
  package var message: [UInt8]

  package init(code: Int = 0, text: String = "", message: [UInt8] = []) {
    self.code = code
    self.text = text
    self.message = message
  }

  static func invalid(_ text: String) -> Reply { Reply(code: 3, text: text) }
  static func exhausted(_ text: String) -> Reply { Reply(code: 8, text: text) }
  static func unimplemented(_ text: String) -> Reply { Reply(code: 12, text: text) }
}

/// The limits of a server's transport.
package struct TransportLimits: Sendable {
  /// The most bytes of one message; gRPC's own limit is 2³² − 1.
  package var messageByteCount = Int(Int32.max)
  /// The most bytes of all messages that are being received or wait to be sent.
  package var heldByteCount = 4 << 30
  package var connections = 4096
  /// How long a call may stand without a byte more of its message, in seconds.
  package var stallSeconds = 60

  package init() {}
}
