import Foundation
import NIOConcurrencyHelpers

/// Threads that run blocking work: as many as there is work at once, up to a limit. The one that was
/// busy last is the first to be busy again, since OpenMP keeps threads of its own for each.
final class Workers: Sendable {
  private struct State {
    var idle: [Worker] = []
    var count = 0
  }

  private let state = NIOLockedValueBox(State())
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Runs some work on a thread of its own; false if too many are busy.
  func run(_ work: @escaping @Sendable () -> Void) -> Bool {
    let (worker, mayStart) = state.withLockedValue { state -> (Worker?, Bool) in
      if let worker = state.idle.popLast() { return (worker, false) }
      if state.count >= limit { return (nil, false) }
      state.count += 1
      return (nil, true)
    }
    if let worker {
      worker.give(work)
      return true
    }
    if mayStart {
      let worker = Worker()
      worker.give(work)
      let thread = Thread {
        while true {
          worker.takeWork()()
          self.state.withLockedValue { $0.idle.append(worker) }
        }
      }
      // Plans of deep graphs are compiled on it.
      thread.stackSize = 16 << 20
      thread.start()
    }
    return mayStart
  }
}

/// A thread's place to get work from.
private final class Worker: Sendable {
  private let work = NIOLockedValueBox((@Sendable () -> Void)?.none)
  private let available = DispatchSemaphore(value: 0)

  func give(_ work: @escaping @Sendable () -> Void) {
    self.work.withLockedValue { $0 = work }
    available.signal()
  }

  func takeWork() -> @Sendable () -> Void {
    available.wait()
    return work.withLockedValue { work in
      defer { work = nil }
      return work!
    }
  }
}
