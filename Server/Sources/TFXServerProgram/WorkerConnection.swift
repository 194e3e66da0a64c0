import GRPCTransport
import NIOConcurrencyHelpers
import TFXServer

/// A connection to another task of the cluster, made when it is needed, and anew when it was lost.
final class WorkerConnection: WorkerTransport {
  private let task: ClusterSpec.Task
  private let state = NIOLockedValueBox((client: GRPCClient?.none, number: 0))

  init(_ task: ClusterSpec.Task) { self.task = task }

  func connect() throws(ServerStatus) -> Int { try connected().number }

  func call(
    _ method: String, _ message: [UInt8], _ done: @escaping @Sendable (ServerReply) -> Void
  ) -> @Sendable () -> Void {
    let client: GRPCClient
    do throws(ServerStatus) {
      client = try connected().client
    } catch {
      done(ServerReply(status: error, message: []))
      return {}
    }
    return client.call("/tensorflow.WorkerService/\(method)", message) { [task] reply in
      var status = ServerStatus(ServerStatus.Code(rawValue: reply.code) ?? .unknown, reply.text)
      if status.code == .unavailable { status.message = "\(task.name): \(status.message)" }
      done(ServerReply(status: status, message: reply.message))
    }
  }

  private func connected() throws(ServerStatus) -> (client: GRPCClient, number: Int) {
    do {
      return try state.withLockedValue { state in
        if let client = state.client, client.isActive { return (client, state.number) }
        let client = try GRPCClient(host: task.host, port: task.port)
        state.client = client
        state.number += 1
        return (client, state.number)
      }
    } catch {
      throw ServerStatus(
        .unavailable,
        "failed to connect to \(task.name) at \(task.host):\(task.port): \(error)")
    }
  }
}
