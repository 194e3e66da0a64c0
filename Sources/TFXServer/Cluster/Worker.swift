import Synchronization
import TFXCore
import TFXGraph
import TFXRuntime
import TFXSavedModel
import TFXWire

/// TensorFlow's worker service without a network: what the other tasks of a cluster ask of this one. The
/// master that a client talks to registers pieces of graphs, and runs them.
public final class Worker: Sendable {
  private let cluster: Cluster
  private let options: MasterOptions
  private let state = Locked(State())

  private struct State {
    var sessions: [String: Session] = [:]
    var isDraining = false
    var activeRuns = 0
    var nextHandle = 1
  }

  /// The pieces of a session that another task's client has opened.
  private struct Session {
    var pieces: [String: PieceRunner] = [:]
    var byteCount = 0
    var connections: Set<Int> = []
    var lostSince: ContinuousClock.Instant?
  }

  /// How many pieces a session may have; a master keeps some hundred requests.
  private static let pieceLimit = 4096

  public init(_ cluster: Cluster, _ options: MasterOptions = MasterOptions()) {
    self.cluster = cluster
    self.options = options
    cluster.onCleanUp { [weak self] in
      let pieces = self?.state.withLock { $0.sessions.values.flatMap(\.pieces.values) }
      for piece in pieces ?? [] { piece.forgetCompiled() }
    }
  }

  /// The names of the service's calls.
  public static let methods = [
    "GetStatus", "CreateWorkerSession", "DeleteWorkerSession", "RegisterGraph", "DeregisterGraph",
    "RunGraph", "CleanupGraph", "CleanupAll", "RecvTensor",
  ]

  /// Answers one call, as ``Master/call(_:_:_:)`` does.
  public func call(_ method: String, _ message: [UInt8], _ call: ServerCall) -> ServerReply {
    ServerReply { () throws(ServerStatus) in try answer(method, message[...], call) }
  }

  private func answer(
    _ method: String, _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    let request = try Request(message)
    switch method {
    case "GetStatus": return status()
    case "CreateWorkerSession": try createSession(request.text(1), call)
    case "DeleteWorkerSession": deleteSession(request.text(1))
    case "RegisterGraph": return try register(request, call)
    case "DeregisterGraph": try deregister(request)
    case "RunGraph": return try run(request, call)
    case "CleanupGraph": cluster.steps.abort(request.integer(1))
    case "CleanupAll": cluster.cleanUp(request.texts(1))
    case "RecvTensor": return try send(request, call)
    default: throw ServerStatus(.unimplemented, "There is no method '\(method)'.")
    }
    return MessageWriter()
  }

  /// {} → {1 device_attributes*}
  private func status() -> MessageWriter {
    var response = MessageWriter()
    response.add(1) { $0.add(device: cluster.devices[0].description, options) }
    return response
  }

  /// {1 session_handle, …} → {}
  private func createSession(_ handle: String, _ call: ServerCall) throws(ServerStatus) {
    try state.withLock { state throws(ServerStatus) in
      if state.isDraining { throw Master.stopping }
      if state.sessions.count >= options.maxSessions * cluster.devices.count {
        throw ServerStatus(
          .resourceExhausted,
          "There are \(state.sessions.count) sessions of other tasks, as many as may be.")
      }
      state.sessions[handle, default: Session()].connections.insert(call.connection)
    }
  }

  /// {1 session_handle} → {}
  private func deleteSession(_ handle: String) {
    let session = state.withLock { $0.sessions.removeValue(forKey: handle) }
    for piece in session?.pieces.values ?? [:].values { piece.close() }
    cluster.steps.abort(of: handle)
  }

  /// {1 session_handle, 2 graph_def, …} → {1 graph_handle}
  private func register(
    _ request: Request, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    let (owner, graph) = (request.text(1), request.data(2))
    try use(owner, call) { session throws(ServerStatus) in
      session.byteCount += graph.count
      if let limit = options.memoryLimit, session.byteCount > limit {
        session.byteCount -= graph.count
        throw ServerStatus(
          .resourceExhausted, "The session's graphs have more than \(limit) bytes.")
      }
      if session.pieces.count >= Worker.pieceLimit {
        throw ServerStatus(
          .resourceExhausted, "The session has \(session.pieces.count) graphs registered here.")
      }
    }
    let piece: ClientPiece
    do throws(SavedModelError) {
      piece = try ClientPiece(message: graph)
    } catch {
      throw ServerStatus(error)
    }
    let runner = try PieceRunner(piece, of: owner, cluster, options)
    let handle = state.withLock { state in
      defer { state.nextHandle += 1 }
      let handle = String(state.nextHandle)
      state.sessions[owner]?.pieces[handle] = runner
      return handle
    }
    var response = MessageWriter()
    response.add(1, handle)
    return response
  }

  /// {1 graph_handle, 2 session_handle} → {}
  private func deregister(_ request: Request) throws(ServerStatus) {
    let (handle, owner) = (request.text(1), request.text(2))
    let piece = state.withLock { $0.sessions[owner]?.pieces.removeValue(forKey: handle) }
    guard let piece else { throw noGraph(handle) }
    piece.close()
  }

  /// {1 graph_handle, 2 step_id, 3 send: {1 name, 2 tensor}*, 4 recv_key*, 5 exec_opts, 8 session_handle,
  /// 11 request_id} → {1 recv: {1 name, 2 tensor}*, 2 step_stats}
  private func run(
    _ request: Request, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    let (handle, owner) = (request.text(1), request.text(8))
    let piece = try use(owner, call) { session throws(ServerStatus) in session.pieces[handle] }
    guard let piece else { throw noGraph(handle) }
    var run = PieceRunner.Request(
      step: request.integer(2), count: Int64(request.integer(11)), feeds: [],
      fetches: request.texts(4), options: try request.isTraced(5) ? RunOptions() : nil)
    for bytes in request.all(3) {
      let named = try Request(bytes)
      guard let tensor = Tensor(message: named.data(2)) else {
        throw ServerStatus(
          .invalidArgument,
          "The tensor sent for '\(named.text(1))' is none, or of a type not known here.")
      }
      run.feeds.append((named.text(1), tensor))
    }
    try state.withLock { state throws(ServerStatus) in
      if state.isDraining { throw Master.stopping }
      state.activeRuns += 1
    }
    defer { state.withLock { $0.activeRuns -= 1 } }
    let (values, stats) = try piece.run(run, call)
    var response = MessageWriter()
    for (name, value) in zip(run.fetches, values) {
      response.add(1) {
        $0.add(1, name)
        $0.add(2, value)
      }
    }
    if let stats { response.add(2, bytes: stats) }
    return response
  }

  /// {1 step_id, 2 rendezvous_key, …} → {1 tensor*}: all that one piece has for another.
  private func send(
    _ request: Request, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    let tensors = try cluster.steps.take(request.text(2), in: request.integer(1), call)
    var response = MessageWriter()
    for tensor in tensors { response.add(1, tensor) }
    return response
  }

  /// Does something with a session, which the call's connection uses from now on.
  private func use<Result>(
    _ handle: String, _ call: ServerCall,
    _ body: (inout Session) throws(ServerStatus) -> Result
  ) throws(ServerStatus) -> Result {
    try state.withLock { state throws(ServerStatus) in
      guard state.sessions[handle] != nil else {
        // TensorFlow's words.
        throw ServerStatus(
          .aborted,
          "Session handle is not found: \(handle). Possibly this worker "
            + "(\"\(cluster.devices[0].anyType)\") just restarted.")
      }
      state.sessions[handle]!.connections.insert(call.connection)
      state.sessions[handle]!.lostSince = nil
      return try body(&state.sessions[handle]!)
    }
  }

  private func noGraph(_ handle: String) -> ServerStatus {
    ServerStatus(
      .aborted,
      "Graph handle is not found: \(handle). Possibly, this worker "
        + "(\"\(cluster.devices[0].anyType)\") just restarted.")
  }
}

// What the server does by itself.
extension Worker {
  /// Refuses new runs from now on.
  public func drain() { state.withLock { $0.isDraining = true } }

  /// How many runs of pieces are going on.
  public var activeRuns: Int { state.withLock { $0.activeRuns } }

  /// How many sessions other tasks have here.
  public var sessionCount: Int { state.withLock { $0.sessions.count } }

  /// Takes note that a connection is gone.
  public func connectionClosed(_ connection: Int) {
    state.withLock { state in
      for (handle, session) in state.sessions where session.connections.contains(connection) {
        state.sessions[handle]!.connections.remove(connection)
        if session.connections.count == 1 { state.sessions[handle]!.lostSince = .now }
      }
    }
  }

  /// Ends sessions whose masters have been gone for long enough; to be called from time to time.
  public func closeLostSessions() {
    let lost = state.withLock { state in
      state.sessions.filter { _, session in
        session.lostSince.map { ContinuousClock.now - $0 > .seconds(options.graceSeconds) } ?? false
      }.map(\.key)
    }
    for handle in lost { deleteSession(handle) }
  }

  /// Ends all runs.
  public func close() {
    for handle in state.withLock({ Array($0.sessions.keys) }) { deleteSession(handle) }
  }
}

/// The fields of a request.
private struct Request {
  private var fields: [(field: Int, value: MessageReader.Value)] = []

  init(_ message: ArraySlice<UInt8>) throws(ServerStatus) {
    var found: [(field: Int, value: MessageReader.Value)] = []
    do {
      try MessageReader.forEach(message) { field, value in found.append((field, value)) }
    } catch {
      throw .malformed
    }
    fields = found
  }

  func all(_ field: Int) -> [ArraySlice<UInt8>] {
    fields.lazy.filter { $0.field == field }.map(\.value.data)
  }

  func texts(_ field: Int) -> [String] {
    fields.lazy.filter { $0.field == field }.map(\.value.text)
  }

  func data(_ field: Int) -> ArraySlice<UInt8> { all(field).last ?? [] }
  func text(_ field: Int) -> String { texts(field).last ?? "" }
  func integer(_ field: Int) -> Int { fields.last { $0.field == field }?.value.int ?? 0 }

  /// {1 record_costs, 3 record_timeline}
  func isTraced(_ field: Int) throws(ServerStatus) -> Bool {
    try Request(data(field)).integer(3) > 0
  }
}
