import Synchronization
import TFXCore

/// Has several threads stop together: TensorFlow's `tf.train.Coordinator`.
public final class Coordinator: Sendable {
  private struct State {
    var shouldStop = false
    var error: (any Error)?
    var threads: [BackgroundThread] = []
    var handlers: [@Sendable () -> Void] = []
  }

  private let state = Locked(State())

  /// Nobody is asked to stop yet.
  public init() {}

  /// Whether threads are asked to stop.
  public var shouldStop: Bool { state.withLock { $0.shouldStop } }

  /// Asks all threads to stop.
  ///
  /// - Parameter error: Why; ``join()`` throws the first one. That a queue has no more elements,
  ///   or that it or the session was closed, is no error.
  public func requestStop(_ error: (any Error)? = nil) {
    let handlers = state.withLock { state in
      if state.error == nil, let error, !Coordinator.isClean(error) { state.error = error }
      state.shouldStop = true
      defer { state.handlers = [] }
      return state.handlers
    }
    for handler in handlers { handler() }
  }

  /// Runs `body` on a thread of its own, which ``join()`` waits for. An error that it throws stops
  /// all.
  public func startThread(_ body: @escaping @Sendable (Coordinator) throws -> Void) {
    let thread = BackgroundThread(required: { [self] in
      do {
        try body(self)
      } catch {
        requestStop(error)
      }
    })
    state.withLock { $0.threads.append(thread) }
  }

  /// Waits until every thread has ended, and throws the error that stopped them, if there is one.
  public func join() throws {
    while true {
      let threads = state.withLock { state in
        defer { state.threads = [] }
        return state.threads
      }
      if threads.isEmpty { break }
      for thread in threads { thread.join() }
    }
    if let error = state.withLock({ $0.error }) { throw error }
  }

  /// Has `handler` called when threads are asked to stop, at once if they are already.
  func onStop(_ handler: @escaping @Sendable () -> Void) {
    let isStopped = state.withLock { state in
      if !state.shouldStop { state.handlers.append(handler) }
      return state.shouldStop
    }
    if isStopped { handler() }
  }

  private static func isClean(_ error: any Error) -> Bool {
    switch error as? RunError {
    case .outOfRange, .cancelled, .closed: true
    default: false
    }
  }
}
