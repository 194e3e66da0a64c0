/// How a call ended: gRPC's code, and a message.
public struct ServerStatus: Error, Hashable, Sendable {
  /// gRPC's codes, which are TensorFlow's.
  public enum Code: Int, Sendable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case `internal` = 13
    case unavailable = 14
  }

  public var code: Code
  public var message: String

  /// A status with what there is to say.
  public init(_ code: Code, _ message: String = "") {
    self.code = code
    self.message = message
  }

  /// Nothing went wrong.
  public static let ok = ServerStatus(.ok)
}

extension ServerStatus: CustomStringConvertible {
  public var description: String { message.isEmpty ? "\(code)" : "\(code): \(message)" }
}
