import Synchronization
import TFXCore
import TFXRuntime
import TFXSavedModel
import TFXWire

/// A request that several tasks run together: its pieces, and where they are registered.
final class ClusterRun: Sendable {
  private let cut: ClientGraph.Cut
  private let cluster: Cluster
  private let handle: String
  private let options: MasterOptions
  private let runs: ClusterRuns
  private let state = Locked(State())

  private struct State {
    /// Those of this task, by their numbers.
    var runners: [Int: PieceRunner] = [:]
    /// Those of other tasks.
    var registrations: [Int: Registration] = [:]
  }

  private struct Registration {
    var handle: String
    /// How often the task had been told of the session.
    var number: Int
  }

  init(
    _ cut: ClientGraph.Cut, _ cluster: Cluster, _ handle: String, _ options: MasterOptions,
    _ runs: ClusterRuns
  ) {
    self.cut = cut
    self.cluster = cluster
    self.handle = handle
    self.options = options
    self.runs = runs
  }

  /// Runs all pieces: those of other tasks all at once, each of which waits for what it needs, and those of
  /// this task one after the other.
  ///
  /// - Parameter feeds: In the order of the request.
  func run(
    _ feeds: [(name: String, value: Tensor)], _ count: Int64, _ options: RunOptions?,
    _ call: ServerCall
  ) throws(ServerStatus) -> (values: [Tensor], stats: [UInt8]?) {
    let (runners, handles) = try prepare(call)
    let step = Int.random(in: 1...Int.max)
    let remote = cut.pieces.indices.filter { handles[$0] != nil }
    var values: [String: Tensor] = [:]
    for (name, feed) in zip(cut.feeds, feeds) { values[name] = feed.value }
    func request(_ piece: ClientPiece) -> PieceRunner.Request {
      PieceRunner.Request(
        step: step, count: count, feeds: piece.feeds.map { ($0, values[$0]!) },
        fetches: piece.fetches, options: options)
    }
    // A failure anywhere ends what runs here, too.
    let gathering = Gathering(count: remote.count) { [cluster] in cluster.steps.abort(step) }
    let token = call.cancellation.onCancel {
      gathering.fail(call.cancelled ?? ServerStatus(.cancelled, "The run was cancelled."))
    }
    defer { call.cancellation.removeHandler(token) }
    for (index, place) in remote.enumerated() {
      let piece = cut.pieces[place]
      let message = message(request(piece), handles[place]!)
      gathering.add(
        index,
        cluster.transports[piece.device]!.call("RunGraph", message) { [runs] reply in
          if reply.status.isLoss { runs.lose(piece.device) }
          gathering.finish(index, reply)
        })
    }
    var computed: [String: Tensor] = [:]
    // Those of all tasks one behind the other are one message.
    var stats: [UInt8] = []
    do throws(ServerStatus) {
      for place in cut.pieces.indices {
        guard let runner = runners[place] else { continue }
        let piece = cut.pieces[place]
        // By itself, so that its end is not the client's.
        let own = ServerCall(connection: call.connection)
        let (found, more) = try runner.run(request(piece), own)
        for (name, value) in zip(piece.fetches, found) { computed[name] = value }
        stats += more ?? []
      }
    } catch {
      gathering.fail(error)
    }
    do throws(ServerStatus) {
      for answer in try gathering.wait(call) { try read(answer, into: &computed, &stats) }
    } catch {
      var message = MessageWriter()
      message.add(1, step)
      cluster.tell(Set(remote.map { cut.pieces[$0].device }), "CleanupGraph", message)
      throw error
    }
    return (
      try cut.fetches.map { (name) throws(ServerStatus) in
        guard let value = values[name] ?? computed[name] else {
          throw ServerStatus(.internal, "No task has sent '\(name)'.")
        }
        return value
      }, options == nil ? nil : stats
    )
  }

  /// The request of RunGraph.
  private func message(_ request: PieceRunner.Request, _ graph: String) -> [UInt8] {
    var message = MessageWriter()
    message.add(1, graph)
    message.add(2, request.step)
    for (name, value) in request.feeds {
      message.add(3) {
        $0.add(1, name)
        $0.add(2, value)
      }
    }
    for fetch in request.fetches { message.add(4, fetch) }
    if request.options != nil { message.add(5) { $0.add(3, true) } }
    message.add(8, handle)
    message.add(11, Int(request.count))
    return message.bytes
  }

  /// The response of RunGraph.
  private func read(
    _ answer: [UInt8], into values: inout [String: Tensor], _ stats: inout [UInt8]
  ) throws(ServerStatus) {
    for (field, value) in try RemoteSession.fields(answer) where field == 1 || field == 2 {
      if field == 2 {
        stats += value.data
        continue
      }
      let named = try RemoteSession.fields(value.data)
      guard let name = named.first(where: { $0.field == 1 })?.value.text,
        let bytes = named.first(where: { $0.field == 2 })?.value.data,
        let tensor = Tensor(message: bytes)
      else {
        throw ServerStatus(.internal, "Another task's response has something that is no tensor.")
      }
      values[name] = tensor
    }
  }

  /// Registers what is not yet, or not any more.
  private func prepare(
    _ call: ServerCall
  ) throws(ServerStatus) -> (runners: [Int: PieceRunner], handles: [Int: String]) {
    var (runners, registrations) = state.withLock { ($0.runners, $0.registrations) }
    var numbers: [Int: Int] = [:]
    for (place, piece) in cut.pieces.enumerated() {
      if piece.device == 0 {
        if runners[place] == nil {
          runners[place] = try PieceRunner(piece, of: handle, cluster, options)
        }
        continue
      }
      if numbers[piece.device] == nil {
        numbers[piece.device] = try runs.open(piece.device, call)
      }
      let number = numbers[piece.device]!
      if registrations[place]?.number == number { continue }
      var message = MessageWriter()
      message.add(1, handle)
      message.add(2, bytes: piece.message)
      let answer: [UInt8]
      do throws(ServerStatus) {
        answer = try cluster.transports[piece.device]!.request("RegisterGraph", message, call)
      } catch {
        if error.isLoss { runs.lose(piece.device) }
        throw error
      }
      let graph = try RemoteSession.fields(answer).first { $0.field == 1 }?.value.text ?? ""
      registrations[place] = Registration(handle: graph, number: number)
    }
    // Two first runs at once: what one of them has registered in vain goes with the session.
    state.withLock { state in
      state.runners.merge(runners) { old, _ in old }
      state.registrations.merge(registrations) { $1 }
    }
    return (runners, registrations.mapValues(\.handle))
  }

  /// Has other tasks forget the pieces.
  func deregister() {
    let registrations = state.withLock { state in
      defer { state.registrations = [:] }
      return state.registrations
    }
    for (place, registration) in registrations {
      var message = MessageWriter()
      message.add(1, registration.handle)
      message.add(2, handle)
      cluster.tell([cut.pieces[place].device], "DeregisterGraph", message)
    }
  }

  /// Ends what it runs here.
  func close() {
    for runner in state.withLock({ Array($0.runners.values) }) { runner.close() }
  }

  /// Compiles what this task runs anew, as variables are others.
  func forgetCompiled() {
    for runner in state.withLock({ Array($0.runners.values) }) { runner.forgetCompiled() }
  }
}

extension ServerStatus {
  /// Whether another task may not know any more what it was told.
  fileprivate var isLoss: Bool {
    code == .unavailable || code == .aborted && message.contains("andle is not found")
  }
}
