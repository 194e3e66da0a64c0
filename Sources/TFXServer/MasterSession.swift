import Synchronization
import TFXCore
import TFXGraph
import TFXRuntime
import TFXSavedModel
import TFXWire

/// A session of a client's: its graph, and the parts of it that were compiled, each once.
final class MasterSession: Sendable {
  /// What is run: names and, of what is fed, shapes and types.
  struct Signature: Hashable {
    var fetches: [String]
    var targets: [String]
    var feeds: [Feed]

    struct Feed: Hashable {
      var name: String
      var spec: TensorSpec
    }
  }

  /// A callable: a request but for the values.
  struct Callable {
    var feeds: [String]
    var fetches: [String]
    var targets: [String]
    var options: RunOptions?
  }

  /// A part that is ready to be run.
  private struct Compiled {
    var part: ClientGraph.Part
    var session: Session
  }

  private struct State {
    var graph: ClientGraph
    var graphByteCount = 0
    var version = 0
    var compiled: [Signature: Compiled] = [:]
    /// The signatures, the one that was compiled first in front.
    var order: [Signature] = []
    var callables: [Int: Callable] = [:]
    var nextCallable = 1
    var runs: [Int: Cancellation] = [:]
    var runCount: Int64 = 0
    var isClosed = false
    var connections: Set<Int> = []
    var lostSince: ContinuousClock.Instant?
  }

  /// How many compiled parts are kept; a client that feeds ever new shapes makes ever new ones.
  private static let compiledLimit = 200

  private let state: Locked<State>
  private let storage: SessionStorage
  private let config: SessionConfig
  private let options: MasterOptions
  /// The name of the device that it runs on.
  private let device: String
  /// What several tasks run, in a cluster.
  private let cluster: ClusterRuns?

  init(
    _ place: ClientPlace, _ storage: SessionStorage, _ options: MasterOptions,
    cluster: ClusterRuns? = nil
  ) {
    self.cluster = cluster
    device = place.names[0]
    var first = State(graph: ClientGraph(place))
    // Workers draw other random numbers than each other.
    first.runCount = cluster?.firstCount ?? 0
    state = Locked(first)
    self.storage = storage
    self.options = options
    config = SessionConfig(memoryLimit: options.memoryLimit)
  }

  /// Adds nodes to the graph.
  ///
  /// - Parameter version: The graph's version as the client knows it.
  /// - Returns: The version from now on.
  @discardableResult
  func extend(
    _ bytes: ArraySlice<UInt8>, expecting version: Int?
  ) throws(ServerStatus) -> Int {
    try state.withLock { state throws(ServerStatus) in
      if let version, version != state.version {
        throw ServerStatus(
          .aborted, "Current version is \(state.version) but caller expected \(version).")
      }
      let byteCount = state.graphByteCount + bytes.count
      if let limit = options.memoryLimit, byteCount > limit {
        throw ServerStatus(
          .resourceExhausted, "The session's graph has \(byteCount) bytes; at most \(limit).")
      }
      do throws(SavedModelError) {
        try state.graph.extend(Array(bytes))
      } catch {
        throw ServerStatus(error)
      }
      state.graphByteCount = byteCount
      if version != nil { state.version += 1 }
      return state.version
    }
  }

  /// Computes fetches; and `StepStats`, if they are asked for.
  ///
  /// - Parameter count: The number of the run where random numbers are drawn; counted here if nil.
  func run(
    feeds: [(name: String, value: Tensor)], fetches: [String], targets: [String],
    _ options: RunOptions?, _ call: ServerCall, count given: Int64? = nil
  ) throws(ServerStatus) -> (values: [Tensor], stats: [UInt8]?) {
    let signature = Signature(
      fetches: fetches, targets: targets,
      feeds: feeds.map { Signature.Feed(name: $0.name, spec: $0.value.spec) })
    let (token, count) = try begin(call.cancellation)
    defer { _ = state.withLock { $0.runs.removeValue(forKey: token) } }
    if let run = try cluster?.run(of: signature, in: { state.withLock { $0.graph } }) {
      return try run.run(feeds, count, options, call)
    }
    let compiled = try compiled(signature)
    let part = compiled.part
    var values: [Output: Tensor] = [:]
    for (output, feed) in zip(part.feeds, feeds) { values[output] = feed.value }
    if let runCount = part.runCount { values[runCount] = Tensor(given ?? count) }
    do throws(RunError) {
      let (values, metadata) = try compiled.session.run(
        part.fetches, targets: part.targets, feeding: values, options: options,
        cancellation: call.cancellation)
      guard let metadata else { return (values, nil) }
      var stats = MessageWriter()
      stats.add(metadata, of: device)
      return (values, stats.bytes)
    } catch {
      if let cancelled = call.cancelled { throw cancelled }
      throw ServerStatus(error)
    }
  }

  private func begin(
    _ cancellation: Cancellation
  ) throws(ServerStatus) -> (token: Int, count: Int64) {
    try state.withLock { state throws(ServerStatus) in
      if state.isClosed { throw ServerStatus(.cancelled, "Session has been closed.") }
      state.runCount += 1
      state.runs[Int(state.runCount)] = cancellation
      return (Int(state.runCount), state.runCount)
    }
  }

  private func compiled(_ signature: Signature) throws(ServerStatus) -> Compiled {
    let (found, graph) = state.withLock { ($0.compiled[signature], $0.graph) }
    if let found { return found }
    let part: ClientGraph.Part
    do {
      part = try graph.part(
        fetches: signature.fetches, targets: signature.targets,
        feeds: signature.feeds.map { ($0.name, $0.spec) })
    } catch {
      throw ServerStatus(error)
    }
    let made = Compiled(
      part: part, session: Session(graph: part.graph, config: config, storage: storage))
    return state.withLock { state in
      if let other = state.compiled[signature] { return other }
      if state.order.count >= MasterSession.compiledLimit {
        state.compiled[state.order.removeFirst()] = nil
      }
      state.order.append(signature)
      state.compiled[signature] = made
      return made
    }
  }

  func add(_ callable: Callable) -> Int {
    state.withLock { state in
      defer { state.nextCallable += 1 }
      state.callables[state.nextCallable] = callable
      return state.nextCallable
    }
  }

  func callable(_ handle: Int) -> Callable? { state.withLock { $0.callables[handle] } }

  func removeCallable(_ handle: Int) -> Bool {
    state.withLock { $0.callables.removeValue(forKey: handle) != nil }
  }

  /// Ends the session and its runs.
  func close() {
    let runs = state.withLock { state in
      state.isClosed = true
      state.compiled = [:]
      state.order = []
      return Array(state.runs.values)
    }
    for run in runs { run.cancel() }
    cluster?.close()
  }

  /// Compiles all anew from now on, as variables are others.
  func forgetCompiled() {
    state.withLock { state in
      state.compiled = [:]
      state.order = []
    }
    cluster?.forgetCompiled()
  }

  /// Takes note of a connection that the session is used on.
  func use(by connection: Int) {
    state.withLock { state in
      state.connections.insert(connection)
      state.lostSince = nil
    }
  }

  /// Takes note that a connection is gone.
  func lose(_ connection: Int) {
    state.withLock { state in
      guard state.connections.remove(connection) != nil, state.connections.isEmpty else { return }
      state.lostSince = .now
    }
  }

  /// For how long no connection has used it; nil if one does.
  var lostSeconds: Double? {
    state.withLock { $0.lostSince }.map {
      let (seconds, attoseconds) = (ContinuousClock.now - $0).components
      return Double(seconds) + Double(attoseconds) * 1e-18
    }
  }
}
