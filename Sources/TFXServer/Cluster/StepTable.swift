import Synchronization
import TFXCore
import TFXRuntime

/// Where the pieces of runs meet in one task: each leaves there what others need of it, by the run's number
/// and a key, and waits for what it needs of others in this task.
final class StepTable: Sendable {
  /// What is there of one run.
  private final class Step: Sendable {
    let monitor = ConditionLock()
    // Guarded by the monitor.
    nonisolated(unsafe) var values: [String: [Tensor]] = [:]
    nonisolated(unsafe) var isAborted = false
    nonisolated(unsafe) var calls: [ObjectIdentifier: ServerCall] = [:]
  }

  private struct State {
    var steps: [Int: Step] = [:]
    /// The sessions that steps belong to, where that is known.
    var sessions: [Int: String] = [:]
    /// How many use a step right now.
    var users: [Int: Int] = [:]
    /// The last ones that were aborted; what comes later for them is dropped.
    var aborted: Set<Int> = []
    var order: [Int] = []
  }

  private static let abortedLimit = 4096
  private static let abortion = ServerStatus(
    .aborted, "Step was aborted: another part of it failed.")

  private let state = Locked(State())

  /// How many runs have something here.
  var count: Int { state.withLock { $0.steps.count } }

  private func using<Result>(
    _ number: Int, of session: String?, _ body: (Step) throws(ServerStatus) -> Result
  ) throws(ServerStatus) -> Result {
    let step = state.withLock { state -> Step? in
      if state.aborted.contains(number) { return nil }
      let step = state.steps[number] ?? Step()
      state.steps[number] = step
      if let session { state.sessions[number] = session }
      state.users[number, default: 0] += 1
      return step
    }
    guard let step else { throw StepTable.abortion }
    defer {
      state.withLock { state in
        state.users[number]! -= 1
        guard state.users[number] == 0 else { return }
        state.users[number] = nil
        // Everything has been taken.
        if step.monitor.locked({ step.values.isEmpty }) {
          state.steps[number] = nil
          state.sessions[number] = nil
        }
      }
    }
    return try body(step)
  }

  /// Does a run's work, which ends when the run is aborted.
  func running<Result>(
    _ number: Int, of session: String, _ call: ServerCall,
    _ body: () throws(ServerStatus) -> Result
  ) throws(ServerStatus) -> Result {
    try using(number, of: session) { (step) throws(ServerStatus) in
      let isAborted = step.monitor.locked {
        step.calls[ObjectIdentifier(call)] = call
        return step.isAborted
      }
      if isAborted { throw StepTable.abortion }
      defer { _ = step.monitor.locked { step.calls.removeValue(forKey: ObjectIdentifier(call)) } }
      return try body()
    }
  }

  /// Leaves tensors for whoever takes them.
  func put(_ key: String, _ tensors: [Tensor], in number: Int, of session: String)
    throws(ServerStatus)
  {
    try using(number, of: session) { (step) throws(ServerStatus) in
      step.monitor.locked {
        step.values[key] = tensors
        step.monitor.wakeAll()
      }
    }
  }

  /// Takes tensors as soon as they are there.
  func take(
    _ key: String, in number: Int, _ call: ServerCall
  ) throws(ServerStatus) -> [Tensor] {
    try using(number, of: nil) { (step) throws(ServerStatus) in
      let token = call.cancellation.onCancel { step.monitor.locked { step.monitor.wakeAll() } }
      defer { call.cancellation.removeHandler(token) }
      let taken = step.monitor.locked { () -> [Tensor]? in
        while step.values[key] == nil, !step.isAborted, !call.cancellation.isCancelled {
          step.monitor.wait()
        }
        return step.values.removeValue(forKey: key)
      }
      if let taken { return taken }
      throw call.cancelled ?? StepTable.abortion
    }
  }

  /// Ends a run, and forgets what is there of it.
  func abort(_ number: Int) {
    let step = state.withLock { state -> Step? in
      guard state.aborted.insert(number).inserted else { return nil }
      state.order.append(number)
      if state.order.count > StepTable.abortedLimit {
        state.aborted.remove(state.order.removeFirst())
      }
      state.sessions[number] = nil
      return state.steps.removeValue(forKey: number)
    }
    guard let step else { return }
    let calls = step.monitor.locked {
      step.isAborted = true
      step.values = [:]
      step.monitor.wakeAll()
      return Array(step.calls.values)
    }
    for call in calls { call.cancel(StepTable.abortion) }
  }

  /// Ends all runs of a session.
  func abort(of session: String) {
    for number in state.withLock({ state in
      state.sessions.filter { $0.value == session }.map(\.key)
    }) {
      abort(number)
    }
  }
}
