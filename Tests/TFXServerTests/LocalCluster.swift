import Synchronization
import TFXCore
import TFXServer
import TestSupport
import Testing

/// The tasks of a cluster, all in this process.
final class LocalCluster: Sendable {
  /// One task while it runs.
  final class Server: Sendable {
    let master: Master
    let worker: Worker
    fileprivate let calls = Locked([ObjectIdentifier: ServerCall]())

    fileprivate init(_ cluster: Cluster, _ options: MasterOptions) {
      master = Master(options, cluster: cluster)
      worker = Worker(cluster, options)
    }
  }

  private struct State {
    var servers: [String: (server: Server, number: Int)] = [:]
    var next = 1
    var callCount = 0
  }

  let spec: ClusterSpec
  private let options: MasterOptions
  private let state = Locked(State())

  init(
    _ text: String = "ps: ['ps:1', 'ps:2']\nworker: ['w:1', 'w:2']",
    _ options: MasterOptions = MasterOptions()
  )
    throws
  {
    spec = try ClusterSpec(text: text)
    self.options = options
    for task in spec.tasks { start(task.job, task.index) }
  }

  /// Starts a task, with nothing in it.
  func start(_ job: String, _ index: Int) {
    let task = try! spec.task(job, index)
    let cluster = Cluster(spec, task: task) { Transport(cluster: self, task: $0.name) }
    let server = Server(cluster, options)
    state.withLock { state in
      state.servers[task.name] = (server, state.next)
      state.next += 1
    }
  }

  /// Ends a task at once, with all calls to it.
  func stop(_ job: String, _ index: Int) {
    let name = try! spec.task(job, index).name
    let found = state.withLock { $0.servers.removeValue(forKey: name) }
    for call in found?.server.calls.withLock({ Array($0.values) }) ?? [] {
      call.cancel(ServerStatus(.unavailable, "\(name) is gone"))
    }
  }

  func server(_ job: String, _ index: Int) -> Server {
    state.withLock { $0.servers["/job:\(job)/task:\(index)"]!.server }
  }

  /// A client of a task's master.
  func client(_ job: String, _ index: Int) -> Client { Client(server(job, index).master) }

  /// How many calls have gone from task to task.
  var callCount: Int { state.withLock { $0.callCount } }

  /// Carries calls to a task, each on a thread.
  private struct Transport: WorkerTransport {
    let cluster: LocalCluster
    let task: String

    private func found() -> (server: Server, number: Int)? {
      cluster.state.withLock { $0.servers[task] }
    }

    func connect() throws(ServerStatus) -> Int {
      guard let number = found()?.number else {
        throw ServerStatus(.unavailable, "\(task) does not answer")
      }
      return number
    }

    func call(
      _ method: String, _ message: [UInt8], _ done: @escaping @Sendable (ServerReply) -> Void
    ) -> @Sendable () -> Void {
      guard let server = found()?.server else {
        done(
          ServerReply(status: ServerStatus(.unavailable, "\(task) does not answer"), message: []))
        return {}
      }
      cluster.state.withLock { $0.callCount += 1 }
      let call = ServerCall()
      server.calls.withLock { $0[ObjectIdentifier(call)] = call }
      _ = BackgroundThread(required: {
        let reply = server.worker.call(method, message, call)
        _ = server.calls.withLock { $0.removeValue(forKey: ObjectIdentifier(call)) }
        done(reply)
      })
      return { call.cancel() }
    }
  }
}
