import TFXCore

/// The elements of a queue in a session, with those who wait for it. An element is a tensor for each
/// component.
final class QueueStorage: Sendable {
  private struct State {
    var elements: [[Tensor]] = []
    var isClosed = false
    /// Whether those who wait to put something in have been sent away.
    var refuses = false
    /// Elements drawn so far, for queues in random order.
    var drawn: UInt64 = 0
  }

  let definition: QueueDefinition
  private let monitor = ConditionLock()
  private nonisolated(unsafe) var state = State()  // guarded by the monitor

  init(_ definition: QueueDefinition) { self.definition = definition }

  var count: Int { monitor.locked { state.elements.count } }
  var isClosed: Bool { monitor.locked { state.isClosed } }

  /// Puts elements in at the end, one after another, as soon as there is room.
  func enqueue(
    _ elements: [[Tensor]], _ context: any HostContext
  ) throws(KernelError) {
    try waiting(context) { () throws(KernelError) in
      if state.isClosed { throw refusal }
      for element in elements {
        while !state.refuses && state.elements.count >= definition.capacity { try wait(context) }
        if state.refuses { throw refusal }
        state.elements.append(element)
        monitor.wakeAll()
      }
    }
  }

  /// Takes `count` elements out together, as soon as there are as many. From a closed queue, those
  /// that are left are enough if `orFewer`, but one at least.
  func dequeue(
    _ count: Int, orFewer: Bool, _ context: any HostContext
  ) throws(KernelError) -> [[Tensor]] {
    try waiting(context) { () throws(KernelError) in
      if count == 0 { return [] }
      while !state.isClosed && state.elements.count < count + definition.minimumAfterDequeue {
        try wait(context)
      }
      let available = min(count, state.elements.count)
      if available == 0 || available < count && !orFewer {
        throw KernelError.outOfRange(
          "queue '\(definition.name)' is closed and has \(state.elements.count) elements, where "
            + "\(count) are asked for")
      }
      let taken = take(available)
      monitor.wakeAll()
      return taken
    }
  }

  /// Takes no more elements; those that are in can be taken out. Who waits to put something in goes
  /// on waiting, unless `cancelsPending`.
  func close(cancelsPending: Bool) {
    monitor.locked {
      state.isClosed = true
      state.refuses = state.refuses || cancelsPending
      monitor.wakeAll()
    }
  }

  private var refusal: KernelError {
    KernelError.cancelled("queue '\(definition.name)' is closed")
  }

  private func take(_ count: Int) -> [[Tensor]] {
    guard let seed = definition.shuffleSeed else {
      defer { state.elements.removeFirst(count) }
      return Array(state.elements.prefix(count))
    }
    return (0..<count).map { _ in
      state.drawn += 1
      let place = Philox(seed: seed, .shuffle).integer(
        below: state.elements.count, at: state.drawn)
      state.elements.swapAt(place, state.elements.count - 1)
      return state.elements.removeLast()
    }
  }

  private func waiting<Result>(
    _ context: any HostContext, _ body: () throws(KernelError) -> Result
  ) throws(KernelError) -> Result {
    try context.withCancellationHandler({ [monitor] in monitor.locked { monitor.wakeAll() } }) {
      () throws(KernelError) in
      try monitor.locked { () throws(KernelError) in try body() }
    }
  }

  private func wait(_ context: any HostContext) throws(KernelError) {
    if context.isCancelled { throw .sessionClosed }
    monitor.wait()
    if context.isCancelled { throw .sessionClosed }
  }
}
