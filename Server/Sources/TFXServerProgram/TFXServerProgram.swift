import ArgumentParser
import Dispatch
import Foundation
import GRPCTransport
import TFXServer

@main
struct TFXServerProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tfx server",
    abstract: "Run graphs that TensorFlow's clients send.",
    discussion: """
      Programs open tf.compat.v1.Session("grpc://127.0.0.1:PORT"), send their graph, and train it \
      here: see docs/server.md. Whoever reaches the address may use the server; there is no \
      authentication.
      """)

  @Option(help: ArgumentHelp("Where to listen; 2222 if left out.", valueName: "number"))
  var port: Int?

  @Option(
    help: ArgumentHelp(
      "The address to listen on; 127.0.0.1 if left out, which this machine's own programs alone reach.",
      valueName: "address"))
  var listen: String?

  @Option(
    help: ArgumentHelp(
      "Be a task of the cluster in this file, which has what tf.train.ClusterSpec is given.",
      valueName: "file"))
  var cluster: String?

  @Option(help: ArgumentHelp("The job in the cluster.", valueName: "name"))
  var job: String?

  @Option(
    help: ArgumentHelp("The number of the task in the job; 0 if left out.", valueName: "number"))
  var task: Int?

  @Option(
    help: ArgumentHelp(
      "A folder that clients may save checkpoints in, and restore from; none if left out.",
      valueName: "folder"))
  var checkpoints: String?

  @Option(help: ArgumentHelp("The largest message, such as 512M.", valueName: "bytes"))
  var maxMessage = ByteCount(count: Int(Int32.max))

  @Option(
    help: ArgumentHelp(
      "What one run, all variables, or a session's graph may take, such as 4G.",
      valueName: "bytes"))
  var memory: ByteCount?

  @Option(help: ArgumentHelp("How many sessions there may be at once.", valueName: "number"))
  var maxSessions = 100

  @Option(
    help: ArgumentHelp(
      "How long a session is kept that its client has left without closing it.",
      valueName: "seconds"))
  var grace = 60.0

  func validate() throws {
    if let port, !(0...65535).contains(port) { throw ValidationError("--port is from 0 to 65535.") }
    if (cluster == nil) != (job == nil) || (task != nil && job == nil) {
      throw ValidationError("--cluster FILE, --job NAME and --task NUMBER go together.")
    }
    if port != nil, cluster != nil {
      throw ValidationError(
        "--port is for a server by itself; that of a task is in the cluster's file.")
    }
    if maxSessions < 1 { throw ValidationError("--max-sessions is 1 or more.") }
    if !(grace >= 0) { throw ValidationError("--grace is 0 or more seconds.") }
    if maxMessage.count > Int(UInt32.max) {
      throw ValidationError("--max-message is less than 4G, which is gRPC's limit.")
    }
  }

  /// The task of the cluster that this server is; nil if it is by itself.
  private func readCluster() throws -> (spec: ClusterSpec, task: ClusterSpec.Task)? {
    guard let cluster, let job else { return nil }
    do throws(ClusterSpec.Failure) {
      let spec = try ClusterSpec(path: cluster)
      let task = try spec.task(job, task ?? 0)
      if listen == nil, !task.isLoopback {
        throw ClusterSpec.Failure(
          "error: \(task.name) is at \(task.host), which other machines may reach, and there is no "
            + "authentication; if that is wanted, say --listen \(task.host)")
      }
      return (spec, task)
    } catch {
      say(error.description)
      throw ExitCode(78)
    }
  }

  func run() throws {
    var options = MasterOptions()
    options.memoryLimit = memory?.count
    options.maxSessions = maxSessions
    options.graceSeconds = grace
    if let checkpoints {
      try FileManager.default.createDirectory(
        atPath: checkpoints, withIntermediateDirectories: true)
      options.folder = checkpoints
    }
    let place = try readCluster()
    let cluster = place.map {
      Cluster($0.spec, task: $0.task, say: { say($0) }) { WorkerConnection($0) }
    }
    let service = MasterService(
      master: Master(options, cluster: cluster), worker: cluster.map { Worker($0, options) })
    let host = listen ?? place?.task.host ?? "127.0.0.1"
    let port = port ?? place?.task.port ?? 2222
    var limits = TransportLimits()
    limits.messageByteCount = maxMessage.count
    if let memory { limits.heldByteCount = max(memory.count, maxMessage.count) }
    raiseFileLimit()
    let server: GRPCServer<MasterService>
    do {
      server = try GRPCServer(service, host: host, port: port, limits: limits)
    } catch {
      say("error: cannot listen on \(host):\(port): \(error)")
      throw ExitCode(69)
    }
    let end = EndSignals()
    let role = place.map { " as \($0.task.name)" } ?? ""
    say("listening on grpc://\(host):\(server.port)\(role) (no authentication)")
    wait(for: end, of: server, service)
  }

  /// Serves until the program is asked to end; then lets runs that go on finish, for some seconds.
  private func wait(
    for end: EndSignals, of server: GRPCServer<MasterService>, _ service: MasterService
  ) {
    while !end.came(within: 1) { service.closeLostSessions() }
    let runs = service.activeRuns
    say("stopping" + (runs == 0 ? "" : " when \(runs == 1 ? "1 run is" : "\(runs) runs are") done"))
    server.stopListening()
    service.drain()
    let limit = Date().addingTimeInterval(drainSeconds)
    while service.activeRuns > 0, Date() < limit, !end.came(within: 0.02) {}
    service.close()
    server.close()
  }
}

/// SIGTERM and SIGINT, which ask the program to end.
private final class EndSignals {
  private let semaphore = DispatchSemaphore(value: 0)
  private var sources: [any DispatchSourceSignal] = []

  /// Waits until both are watched: one that comes before would be lost, and who starts a server may send it
  /// as soon as the server says that it listens.
  init() {
    let registered = DispatchSemaphore(value: 0)
    for number in [SIGTERM, SIGINT] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setRegistrationHandler { registered.signal() }
      source.setEventHandler { [semaphore] in semaphore.signal() }
      source.resume()
      registered.wait()
      sources.append(source)
    }
  }

  deinit { for source in sources { source.cancel() } }

  /// Whether one comes within some seconds, or has come.
  func came(within seconds: Double) -> Bool {
    semaphore.wait(timeout: .now() + seconds) == .success
  }
}

/// How long runs may go on after the program was asked to end.
private let drainSeconds = 10.0

private func say(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Every connection is a file.
private func raiseFileLimit() {
  var limit = rlimit()
  #if canImport(Darwin)
    let files = RLIMIT_NOFILE
  #else
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #endif
  if getrlimit(files, &limit) == 0 {
    limit.rlim_cur = min(limit.rlim_max, 65536)
    _ = setrlimit(files, &limit)
  }
}
