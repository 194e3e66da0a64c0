import Synchronization
import TFXCore
import TFXGraph
import TFXRuntime
import TFXSavedModel
import TFXWire

/// TensorFlow's master service without a network: sessions that clients open, with the graphs that they
/// send, and the variables that outlive sessions.
///
///     let master = Master()
///     let reply = master.call("CreateSession", bytes, ServerCall())
///
/// The messages are those of `tensorflow.MasterService`. Several threads may call it at once; a call
/// returns when its run has ended.
public final class Master: Sendable {
  let options: MasterOptions
  /// The cluster that the server is a task of, if it is.
  private let cluster: Cluster?
  private let state: Locked<State>

  private struct State {
    var sessions: [String: MasterSession] = [:]
    var isDraining = false
    var activeRuns = 0
    /// The storage of all sessions that are opened from now on.
    var storage: SessionStorage
    var connections: Set<Int> = []
  }

  public init(_ options: MasterOptions = MasterOptions(), cluster: Cluster? = nil) {
    self.options = options
    self.cluster = cluster
    state = Locked(State(storage: cluster?.storage ?? SessionStorage()))
    cluster?.onCleanUp { [weak self] in
      for session in self?.state.withLock({ Array($0.sessions.values) }) ?? [] {
        session.forgetCompiled()
      }
    }
  }

  /// The names of the service's calls.
  public static let methods = [
    "CreateSession", "ExtendSession", "PartialRunSetup", "RunStep", "CloseSession", "ListDevices",
    "Reset", "MakeCallable", "RunCallable", "ReleaseCallable",
  ]

  /// Answers one call.
  ///
  /// - Parameters:
  ///   - method: The call's name, such as `RunStep`.
  ///   - message: The request.
  public func call(_ method: String, _ message: [UInt8], _ call: ServerCall) -> ServerReply {
    ServerReply { () throws(ServerStatus) in try answer(method, message[...], call) }
  }

  private func answer(
    _ method: String, _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    switch method {
    case "CreateSession": try createSession(message, call)
    case "ExtendSession": try extendSession(message, call)
    case "RunStep": try runStep(message, call)
    case "MakeCallable": try makeCallable(message, call)
    case "RunCallable": try runCallable(message, call)
    case "ReleaseCallable": try releaseCallable(message, call)
    case "CloseSession": try closeSession(message, call)
    case "Reset": try reset(message, call)
    case "ListDevices": try listDevices(message, call)
    case "PartialRunSetup":
      throw ServerStatus(
        .unimplemented, "Partial runs (partial_run_setup) are not known here; use run.")
    default: throw ServerStatus(.unimplemented, "There is no method '\(method)'.")
    }
  }

  /// The session of a handle, which the call's connection uses from now on.
  func session(_ handle: String, _ call: ServerCall) throws(ServerStatus) -> MasterSession {
    let found = state.withLock { state in
      state.connections.insert(call.connection)
      return state.sessions[handle]
    }
    guard let found else { throw ServerStatus(.aborted, "Session \(handle) is not found.") }
    found.use(by: call.connection)
    return found
  }

  /// Does the work of a run, which draining waits for.
  func running<Result>(
    _ body: () throws(ServerStatus) -> Result
  ) throws(ServerStatus) -> Result {
    let isDraining = state.withLock { state in
      if !state.isDraining { state.activeRuns += 1 }
      return state.isDraining
    }
    if isDraining { throw Master.stopping }
    defer { state.withLock { $0.activeRuns -= 1 } }
    return try body()
  }

  static let stopping = ServerStatus(.unavailable, "The server is stopping.")

  /// Refuses new sessions and runs from now on.
  public func drain() { state.withLock { $0.isDraining = true } }

  /// How many runs are going on.
  public var activeRuns: Int { state.withLock { $0.activeRuns } }

  /// How many sessions are open.
  public var sessionCount: Int { state.withLock { $0.sessions.count } }

  /// Takes note that a connection is gone.
  public func connectionClosed(_ connection: Int) {
    let sessions = state.withLock { state in
      state.connections.remove(connection)
      return Array(state.sessions.values)
    }
    for session in sessions { session.lose(connection) }
  }

  /// Closes sessions whose clients have been gone for long enough; to be called from time to time.
  public func closeLostSessions() {
    let sessions = state.withLock { Array($0.sessions) }
    for (handle, session) in sessions where session.lostSeconds ?? 0 > options.graceSeconds {
      _ = state.withLock { $0.sessions.removeValue(forKey: handle) }
      session.close()
    }
  }

  /// Ends all sessions and their runs.
  public func close() {
    for session in state.withLock({ state in
      defer { state.sessions = [:] }
      return Array(state.sessions.values)
    }) {
      session.close()
    }
  }
}

// The calls on sessions as such.
extension Master {
  /// {1 graph_def, 2 config, 3 target} → {1 session_handle, 2 graph_version}
  private func createSession(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var graph: ArraySlice<UInt8> = []
    var filters: [String] = []
    var place = ClientPlace(folder: options.folder)
    try parse(message) { field, value throws(MalformedMessage) in
      switch field {
      case 1: graph = value.data
      case 2:
        try MessageReader.forEach(value.data) { field, value throws(MalformedMessage) in
          if field == 4 { filters.append(value.text) }
          if field == 7 { place.allowsSoftPlacement = value.bool }
        }
      default: break
      }
    }
    let storage = try state.withLock { state throws(ServerStatus) in
      if state.isDraining { throw Master.stopping }
      if state.sessions.count >= options.maxSessions {
        throw ServerStatus(
          .resourceExhausted,
          "There are \(state.sessions.count) sessions, as many as may be; close some.")
      }
      return state.storage
    }
    let handle = Master.newHandle()
    var runs: ClusterRuns?
    if let cluster {
      runs = try ClusterRuns(cluster, handle, options, filters, call) {
        state.withLock { $0.isDraining }
      }
      place.devices = runs!.devices
    }
    let session = MasterSession(place, storage, options, cluster: runs)
    try session.extend(graph, expecting: nil)
    session.use(by: call.connection)
    state.withLock { $0.sessions[handle] = session }
    var response = MessageWriter()
    response.add(1, handle)
    return response
  }

  private static func newHandle() -> String {
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// {1 session_handle, 2 graph_def, 3 current_graph_version} → {4 new_graph_version}
  private func extendSession(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var (handle, graph, version) = ("", ArraySlice<UInt8>(), 0)
    try parse(message) { field, value in
      switch field {
      case 1: handle = value.text
      case 2: graph = value.data
      case 3: version = value.int
      default: break
      }
    }
    let extended = try session(handle, call).extend(graph, expecting: version)
    var response = MessageWriter()
    response.add(4, extended)
    return response
  }

  /// {1 session_handle} → {}
  private func closeSession(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var handle = ""
    try parse(message) { field, value in if field == 1 { handle = value.text } }
    try session(handle, call).close()
    _ = state.withLock { $0.sessions.removeValue(forKey: handle) }
    return MessageWriter()
  }

  /// {1 container*, 2 device_filters*} → {}: ends all sessions, and forgets variables and queues; only
  /// those of the containers, if some are named.
  private func reset(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var (containers, filters) = ([String](), [String]())
    try parse(message) { field, value in
      if field == 1 { containers.append(value.text) }
      if field == 2 { filters.append(value.text) }
    }
    let (sessions, storage) = state.withLock { state in
      defer {
        state.sessions = [:]
        // That of a cluster's task is its worker's too.
        if containers.isEmpty, cluster == nil { state.storage = SessionStorage() }
      }
      return (Array(state.sessions.values), state.storage)
    }
    for session in sessions { session.close() }
    storage.remove { name in ClientGraph.isName(name, inOneOf: containers) }
    try cluster?.cleanUp(containers, filters, call)
    return MessageWriter()
  }

  /// {1 session_handle} → {1 local_device*, 2 remote_device*}
  private func listDevices(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var handle = ""
    try parse(message) { field, value in if field == 1 { handle = value.text } }
    if !handle.isEmpty { _ = try session(handle, call) }
    var response = MessageWriter()
    let names = cluster?.devices.map(\.description) ?? ClientPlace().names
    for (place, name) in names.enumerated() {
      response.add(place == 0 ? 1 : 2) { $0.add(device: name, options) }
    }
    return response
  }

  /// Goes through the fields of a request.
  func parse(
    _ message: ArraySlice<UInt8>,
    _ body: (Int, MessageReader.Value) throws(MalformedMessage) -> Void
  ) throws(ServerStatus) {
    do {
      try MessageReader.forEach(message, body)
    } catch {
      throw .malformed
    }
  }
}

extension MessageWriter {
  /// The fields of `DeviceAttributes`: {1 name, 2 device_type, 4 memory_limit, 6 incarnation}.
  mutating func add(device name: String, _ options: MasterOptions) {
    add(1, name)
    add(2, "CPU")
    add(4, options.memoryLimit ?? Machine.memorySize)
    add(6, fixed: 1)
  }
}
