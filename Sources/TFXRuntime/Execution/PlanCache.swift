import Synchronization
import TFXCore
import TFXGraph
import TFXOps

/// The plans of a session, compiled once for each request. Each is used by one run at a time: runs
/// of the same request on several threads have plans of their own.
final class PlanCache: Sendable {
  /// How a request is computed.
  enum Route {
    case plan(Plan)
    /// By several plans, with operations between them.
    case stages
  }

  private struct State {
    var idle: [Request: [Plan]] = [:]
    var staged: Set<Request> = []
  }

  private let graph: Graph
  private let store: VariableStore
  private let config: SessionConfig
  private let state = Locked(State())

  init(_ graph: Graph, _ store: VariableStore, _ config: SessionConfig) {
    self.graph = graph
    self.store = store
    self.config = config
  }

  /// How to compute a request; a plan is the caller's until it gives it back.
  func route(_ request: Request) throws(RunError) -> Route {
    let found: Route? = state.withLock { state in
      if let plan = state.idle[request]?.popLast() { return .plan(plan) }
      return state.staged.contains(request) ? .stages : nil
    }
    if let found { return found }
    try Program.check(request, graph)
    let needed = Program.needed(request, graph)
    let placement = try config.placer.place(needed, of: graph)
    if config.logDevicePlacement { config.log(needed, placement) }
    if needed.contains(where: \.isBetweenPlans) || request.hasStrings {
      return stages(request)
    }
    do {
      return .plan(try Plan(request, of: graph, store, config))
    } catch {
      guard case .unknownShape = error, needed.contains(where: \.needsValues) else { throw error }
      return stages(request)
    }
  }

  /// A plan that the caller keeps.
  func plan(_ request: Request) throws(RunError) -> Plan {
    switch try route(request) {
    case .plan(let plan): return plan
    case .stages:
      let first = Program.needed(request, graph).first { $0.isBetweenPlans || $0.needsValues }
      throw .notOnePlan(name: first?.name ?? "")
    }
  }

  /// Takes a plan back to be used again.
  func giveBack(_ plan: Plan, of request: Request) {
    state.withLock { $0.idle[request, default: []].append(plan) }
  }

  private func stages(_ request: Request) -> Route {
    _ = state.withLock { $0.staged.insert(request) }
    return .stages
  }
}

extension Request {
  /// Whether strings are fed or fetched, perhaps without any operation between.
  fileprivate var hasStrings: Bool {
    feeds.contains { $0.spec.dtype == .string } || fetches.contains { $0.dtype == .string }
  }
}

extension Operation {
  /// Whether no plan computes it.
  fileprivate var isBetweenPlans: Bool { isHosted || touchesStrings }

  /// Whether it takes or makes strings, which no plan moves.
  var touchesStrings: Bool {
    inputs.contains { $0.dtype == .string } || outputSpecs.contains { $0.dtype == .string }
  }

  /// Whether the shapes that it makes depend on its inputs' values.
  var needsValues: Bool { (definition as? any Op)?.valueInputs.isEmpty == false }
}
