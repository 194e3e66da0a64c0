import GRPCTransport
import TFXServer

/// TensorFlow's master service behind gRPC, and in a cluster the worker service too.
struct MasterService: Service {
  private static let masterPrefix = "/tensorflow.MasterService/"
  private static let workerPrefix = "/tensorflow.WorkerService/"

  let master: Master
  let worker: Worker?

  func begin(connection: Int) -> ServerCall { ServerCall(connection: connection) }

  func answer(_ path: String, _ message: [UInt8], _ call: ServerCall) -> Reply {
    let reply: ServerReply
    if path.hasPrefix(MasterService.masterPrefix) {
      reply = master.call(
        String(path.dropFirst(MasterService.masterPrefix.count)), message, call)
    } else if let worker, path.hasPrefix(MasterService.workerPrefix) {
      reply = worker.call(
        String(path.dropFirst(MasterService.workerPrefix.count)), message, call)
    } else {
      return Reply(
        code: ServerStatus.Code.unimplemented.rawValue, text: "There is no service at '\(path)'.")
    }
    return Reply(
      code: reply.status.code.rawValue, text: reply.status.message, message: reply.message)
  }

  func cancel(_ call: ServerCall, isLate: Bool) {
    call.cancel(
      isLate
        ? ServerStatus(.deadlineExceeded, "Deadline Exceeded")
        : ServerStatus(.cancelled, "The client cancelled the call."))
  }

  func closed(connection: Int) {
    master.connectionClosed(connection)
    worker?.connectionClosed(connection)
  }

  func closeLostSessions() {
    master.closeLostSessions()
    worker?.closeLostSessions()
  }

  /// How many runs are going on, of clients and of other tasks.
  var activeRuns: Int { master.activeRuns + (worker?.activeRuns ?? 0) }

  /// Refuses new sessions and runs from now on.
  func drain() {
    master.drain()
    worker?.drain()
  }

  /// Ends all sessions and their runs.
  func close() {
    master.close()
    worker?.close()
  }
}
