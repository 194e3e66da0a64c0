import Synchronization
import TFXCore
import TFXGraph
import TFXRuntime
import TFXSavedModel
import TFXWire

/// The requests of a session that several tasks run, each cut once.
final class ClusterRuns: Sendable {
  private let cluster: Cluster
  /// The session's name among the tasks.
  private let handle: String
  private let options: MasterOptions
  /// The numbers of the cluster's devices that the session sees.
  private let visible: [Int]
  private let state = Locked(State())

  private struct State {
    /// Nil for those that this task runs alone.
    var runs: [MasterSession.Signature: ClusterRun?] = [:]
    /// The signature that was cut first in front.
    var order: [MasterSession.Signature] = []
    /// The tasks that know the session.
    var known: [Int: Known] = [:]
    var nextNumber = 1
  }

  /// That a task knows the session.
  private struct Known {
    /// The connection that it was told on.
    var connection: Int
    /// Counts how often tasks were told.
    var number: Int
  }

  /// How many requests are kept.
  private static let limit = 200

  /// Waits until all tasks answer that one of some filters names; all if there are none.
  init(
    _ cluster: Cluster, _ handle: String, _ options: MasterOptions, _ filters: [String],
    _ call: ServerCall, isEnding: () -> Bool
  ) throws(ServerStatus) {
    self.cluster = cluster
    self.handle = handle
    self.options = options
    visible = cluster.visible(filters)
    try cluster.waitForTasks(visible, call, isEnding: isEnding)
  }

  /// The devices that the session's graph may name, this task's first.
  var devices: [DeviceName] { visible.map { cluster.devices[$0] } }

  /// What the session's runs are counted from, far from those of other tasks' sessions.
  var firstCount: Int64 { Int64(cluster.spec.tasks.firstIndex(of: cluster.task) ?? 0) << 24 }

  /// How tasks run a request together; nil if this one runs it alone.
  func run(
    of signature: MasterSession.Signature, in graph: () -> ClientGraph
  ) throws(ServerStatus) -> ClusterRun? {
    if let found = state.withLock({ $0.runs[signature] }) { return found }
    let cut: ClientGraph.Cut?
    do throws(SavedModelError) {
      cut = try graph().cut(
        fetches: signature.fetches, targets: signature.targets,
        feeds: signature.feeds.map { ($0.name, $0.spec) })
    } catch {
      throw ServerStatus(error)
    }
    let made = cut.map { cut in
      var cut = cut
      for index in cut.pieces.indices {
        cut.pieces[index].device = visible[cut.pieces[index].device]
      }
      return ClusterRun(cut, cluster, handle, options, self)
    }
    let (run, evicted) = state.withLock { state -> (ClusterRun?, ClusterRun?) in
      if let other = state.runs[signature] { return (other, nil) }
      var evicted: ClusterRun?
      if state.order.count >= ClusterRuns.limit {
        evicted = state.runs.removeValue(forKey: state.order.removeFirst()) ?? nil
      }
      state.order.append(signature)
      state.runs[signature] = .some(made)
      return (made, evicted)
    }
    evicted?.deregister()
    return run
  }

  /// Makes the session known to a task.
  ///
  /// - Returns: A number that is another one when the task was told anew, and knows no graphs.
  func open(_ device: Int, _ call: ServerCall) throws(ServerStatus) -> Int {
    let transport = cluster.transports[device]!
    let connection = try transport.connect()
    if let known = state.withLock({ $0.known[device] }), known.connection == connection {
      return known.number
    }
    var message = MessageWriter()
    message.add(1, handle)
    _ = try transport.request("CreateWorkerSession", message, call)
    return state.withLock { state in
      if let known = state.known[device], known.connection == connection { return known.number }
      defer { state.nextNumber += 1 }
      state.known[device] = Known(connection: connection, number: state.nextNumber)
      return state.nextNumber
    }
  }

  /// Forgets that a task knows the session: it may have been started anew.
  func lose(_ device: Int) { state.withLock { $0.known[device] = nil } }

  /// Compiles what this task runs anew, as variables are others.
  func forgetCompiled() {
    for run in state.withLock({ Array($0.runs.values) }) { run?.forgetCompiled() }
  }

  /// Has the tasks forget the session.
  func close() {
    let (places, runs) = state.withLock { state in
      defer {
        state.known = [:]
        state.runs = [:]
        state.order = []
      }
      return (Array(state.known.keys), Array(state.runs.values))
    }
    for run in runs { run?.close() }
    var message = MessageWriter()
    message.add(1, handle)
    cluster.tell(places, "DeleteWorkerSession", message)
    cluster.steps.abort(of: handle)
  }
}

extension Cluster {
  /// Has other tasks forget their variables and queues, those of some containers if some are named.
  func cleanUp(
    _ containers: [String], _ filters: [String], _ call: ServerCall
  ) throws(ServerStatus) {
    var message = MessageWriter()
    for container in containers { message.add(1, container) }
    for place in visible(filters) where place != 0 {
      _ = try transports[place]!.request("CleanupAll", message, call)
    }
  }
}
