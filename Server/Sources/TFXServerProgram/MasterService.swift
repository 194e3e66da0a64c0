import GRPCTransport
import TFXServer

/// TensorFlow's master service behind gRPC.
struct MasterService: Service {
  static let prefix = "/tensorflow.MasterService/"

  let master: Master

  func begin(connection: Int) -> ServerCall { ServerCall(connection: connection) }

  func answer(_ path: String, _ message: [UInt8], _ call: ServerCall) -> Reply {
    guard path.hasPrefix(MasterService.prefix) else {
      return Reply(
        code: ServerStatus.Code.unimplemented.rawValue, text: "There is no service at '\(path)'.")
    }
    let reply = master.call(String(path.dropFirst(MasterService.prefix.count)), message, call)
    return Reply(
      code: reply.status.code.rawValue, text: reply.status.message, message: reply.message)
  }

  func cancel(_ call: ServerCall, isLate: Bool) {
    call.cancel(
      isLate
        ? ServerStatus(.deadlineExceeded, "Deadline Exceeded")
        : ServerStatus(.cancelled, "The client cancelled the call."))
  }

  func closed(connection: Int) { master.connectionClosed(connection) }
}
