import Synchronization
import TFXCore

/// A word from another thread that a run, or a whole session, is to end, with those who are to be woken
/// then.
package final class Cancellation: Sendable {
  private struct State {
    var handlers: [Int: @Sendable () -> Void] = [:]
    var nextToken = 0
  }

  private let cancelled = Atomic(false)
  private let state = Locked(State())

  /// Not yet said.
  package init() {}

  /// Whether it was said.
  package var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  /// Has `handler` called when it is said, or at once if it was.
  ///
  /// - Returns: A token for ``removeHandler(_:)``.
  package func onCancel(_ handler: @escaping @Sendable () -> Void) -> Int {
    let (token, isCancelled) = state.withLock { state in
      state.nextToken += 1
      let isCancelled = self.isCancelled
      if !isCancelled { state.handlers[state.nextToken] = handler }
      return (state.nextToken, isCancelled)
    }
    if isCancelled { handler() }
    return token
  }

  /// Forgets a handler.
  package func removeHandler(_ token: Int) {
    _ = state.withLock { $0.handlers.removeValue(forKey: token) }
  }

  /// Says it, and wakes everybody who waits.
  package func cancel() {
    let handlers = state.withLock { state in
      cancelled.store(true, ordering: .releasing)
      let handlers = state.handlers
      state.handlers = [:]
      return handlers
    }
    for token in handlers.keys.sorted() { handlers[token]!() }
  }
}

/// What goes with a run through all of its plans: who records it, who may end it, and what is kept
/// until its end.
struct RunWatch {
  var recorder: StepRecorder?
  var cancellation: Cancellation?
  var storage: SessionStorage?

  /// Throws if the run is to end before an operation.
  func expectGoing(at operation: @autoclosure () -> (op: String, node: String)?) throws(RunError) {
    guard let cancellation, cancellation.isCancelled else { return }
    let (op, node) = operation() ?? ("NoOp", "")
    throw .cancelled(op: op, node: node, "the run was cancelled")
  }
}
