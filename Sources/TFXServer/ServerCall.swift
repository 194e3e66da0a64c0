import Synchronization
import TFXCore
import TFXRuntime
import TFXSavedModel
import TFXWire

/// One call of a client's, which may be ended from outside.
public final class ServerCall: Sendable {
  let cancellation = Cancellation()
  private let reason = Locked(ServerStatus?.none)
  /// The connection that it came on; sessions that nobody is connected to end.
  public let connection: Int

  public init(connection: Int = 0) { self.connection = connection }

  /// Ends the run that the call is in.
  ///
  /// - Parameter status: How the call ends then; cancelled, unless it is its time that is over.
  public func cancel(_ status: ServerStatus = ServerStatus(.cancelled, "The call was cancelled.")) {
    reason.withLock { $0 = $0 ?? status }
    cancellation.cancel()
  }

  /// Why it was ended; nil if it was not.
  var cancelled: ServerStatus? { reason.withLock { $0 } }
}

/// The answer to a call.
public struct ServerReply: Sendable {
  public var status: ServerStatus
  /// The response's bytes; none if the call failed.
  public var message: [UInt8]

  public init(status: ServerStatus, message: [UInt8]) {
    self.status = status
    self.message = message
  }

  /// The response that `answer` makes, or its failure.
  init(_ answer: () throws(ServerStatus) -> MessageWriter) {
    do throws(ServerStatus) {
      self.init(status: .ok, message: try answer().bytes)
    } catch {
      self.init(status: error, message: [])
    }
  }
}
