import TFXCore
import TFXRuntime
import TFXSavedModel
import TFXWire

/// What carries calls to the worker service of another task.
public protocol WorkerTransport: Sendable {
  /// Connects, unless that is done.
  ///
  /// - Returns: The number of the connection: another one after each that was lost, as another server may
  ///   answer then.
  /// - Throws: `unavailable` if nobody answers.
  func connect() throws(ServerStatus) -> Int

  /// Sends a request of a method of `tensorflow.WorkerService`.
  ///
  /// - Parameter done: Called once, on whatever thread, with the answer; `unavailable` if the connection
  ///   is lost or there is none.
  /// - Returns: Ends the call early.
  func call(
    _ method: String, _ message: [UInt8], _ done: @escaping @Sendable (ServerReply) -> Void
  ) -> @Sendable () -> Void
}

extension WorkerTransport {
  /// Sends a request and waits for the answer, at most as long as the call goes on that it belongs to.
  func request(
    _ method: String, _ message: MessageWriter, _ call: ServerCall
  ) throws(ServerStatus) -> [UInt8] {
    let gathering = Gathering(count: 1)
    gathering.add(0, self.call(method, message.bytes) { gathering.finish(0, $0) })
    return try gathering.wait(call)[0]
  }
}

/// The answers to several calls, which one thread waits for.
final class Gathering: Sendable {
  private struct State {
    var answers: [[UInt8]?]
    var missing: Int
    var failure: ServerStatus?
    var cancels: [Int: @Sendable () -> Void] = [:]
  }

  private let monitor = ConditionLock()
  private nonisolated(unsafe) var state: State  // guarded by the monitor
  /// Told of the first failure.
  private let onFailure: @Sendable () -> Void

  /// For as many calls.
  init(count: Int, onFailure: @escaping @Sendable () -> Void = {}) {
    state = State(answers: Array(repeating: nil, count: count), missing: count)
    self.onFailure = onFailure
  }

  /// Takes note of how a call is ended early.
  func add(_ index: Int, _ cancel: @escaping @Sendable () -> Void) {
    let isOver = monitor.locked {
      if state.answers[index] == nil { state.cancels[index] = cancel }
      return state.failure != nil
    }
    if isOver { cancel() }
  }

  /// Takes note of an answer.
  func finish(_ index: Int, _ reply: ServerReply) {
    let isFirstFailure = monitor.locked {
      if state.answers[index] != nil { return false }
      state.answers[index] = reply.message
      state.cancels[index] = nil
      state.missing -= 1
      defer { monitor.wakeAll() }
      guard reply.status != .ok, state.failure == nil else { return false }
      state.failure = reply.status
      return true
    }
    if isFirstFailure { onFailure() }
  }

  /// Ends all, for a reason that comes from elsewhere.
  func fail(_ status: ServerStatus) {
    let isFirst = monitor.locked {
      defer { monitor.wakeAll() }
      guard state.failure == nil else { return false }
      state.failure = status
      return true
    }
    if isFirst { onFailure() }
  }

  /// The first failure.
  var failure: ServerStatus? { monitor.locked { state.failure } }

  /// Waits until all have answered or one has failed; the others are ended then.
  func wait(_ call: ServerCall) throws(ServerStatus) -> [[UInt8]] {
    let token = call.cancellation.onCancel { [self] in
      fail(call.cancelled ?? ServerStatus(.cancelled, "The run was cancelled."))
    }
    defer { call.cancellation.removeHandler(token) }
    let (failure, cancels, answers) = monitor.locked {
      while state.missing > 0 && state.failure == nil { monitor.wait() }
      return (state.failure, Array(state.cancels.values), state.answers)
    }
    guard let failure else { return answers.map { $0! } }
    for cancel in cancels { cancel() }
    throw failure
  }
}
