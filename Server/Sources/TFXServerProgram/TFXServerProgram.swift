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

  @Option(help: ArgumentHelp("Where to listen.", valueName: "number"))
  var port = 2222

  @Option(
    help: ArgumentHelp(
      "The address to listen on; this machine's own programs alone reach 127.0.0.1.",
      valueName: "address"))
  var listen = "127.0.0.1"

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
    if !(0...65535).contains(port) { throw ValidationError("--port is from 0 to 65535.") }
    if maxSessions < 1 { throw ValidationError("--max-sessions is 1 or more.") }
    if !(grace >= 0) { throw ValidationError("--grace is 0 or more seconds.") }
    if maxMessage.count > Int(UInt32.max) {
      throw ValidationError("--max-message is less than 4G, which is gRPC's limit.")
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
    let master = Master(options)
    var limits = TransportLimits()
    limits.messageByteCount = maxMessage.count
    if let memory { limits.heldByteCount = max(memory.count, maxMessage.count) }
    raiseFileLimit()
    let server: GRPCServer<MasterService>
    do {
      server = try GRPCServer(
        MasterService(master: master), host: listen, port: port, limits: limits)
    } catch {
      say("error: cannot listen on \(listen):\(port): \(error)")
      throw ExitCode(69)
    }
    say("listening on grpc://\(listen):\(server.port) (no authentication)")
    waitForEnd(of: server, master)
  }

  /// Serves until the program is asked to end; then lets runs that go on finish, for some seconds.
  private func waitForEnd(of server: GRPCServer<MasterService>, _ master: Master) {
    let end = DispatchSemaphore(value: 0)
    let sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { end.signal() }
      source.resume()
      return source
    }
    while end.wait(timeout: .now() + 1) == .timedOut { master.closeLostSessions() }
    let runs = master.activeRuns
    say("stopping" + (runs == 0 ? "" : " when \(runs == 1 ? "1 run is" : "\(runs) runs are") done"))
    server.stopListening()
    master.drain()
    let limit = Date().addingTimeInterval(drainSeconds)
    while master.activeRuns > 0, Date() < limit, end.wait(timeout: .now() + 0.02) == .timedOut {}
    master.close()
    server.close()
    for source in sources { source.cancel() }
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
