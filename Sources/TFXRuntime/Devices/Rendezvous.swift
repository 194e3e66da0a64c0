import TFXCore
import TFXOps

/// Where the devices of a plan meet: transfers arrive here, and threads wait here for their next
/// run and for each other's end.
final class Rendezvous: @unchecked Sendable {
  // Everything below is touched within the monitor only.
  private let monitor = ConditionLock()
  private var arrived: [Bool] = []
  private var run = 0
  private var running = 0
  private var isOver = false
  private var failure: RunError?
  private var recorder: StepRecorder?

  /// The next free channel.
  func addChannel() -> Int {
    monitor.locked {
      arrived.append(false)
      return arrived.count - 1
    }
  }

  /// Begins a run in which `threads` threads take part besides the caller.
  func begin(threads: Int, _ recorder: StepRecorder? = nil) {
    monitor.locked {
      for channel in arrived.indices { arrived[channel] = false }
      failure = nil
      self.recorder = recorder
      running = threads
      if threads > 0 { run += 1 }
      monitor.wakeAll()
    }
  }

  /// Notes that a transfer's value lies in the receiver's buffer.
  func send(_ channel: Int) {
    monitor.locked {
      arrived[channel] = true
      monitor.wakeAll()
    }
  }

  /// Waits until a transfer has arrived; throws if the run has failed meanwhile.
  func receive(_ channel: Int) throws(KernelError) {
    let hasArrived = monitor.locked {
      while !arrived[channel] && failure == nil { monitor.wait() }
      return arrived[channel]
    }
    if !hasArrived { throw .cancelled("another device could not go on") }
  }

  /// Ends the run for all who wait; the first failure is what the run throws.
  func fail(_ error: RunError) {
    monitor.locked {
      if failure == nil { failure = error }
      monitor.wakeAll()
    }
  }

  /// Waits for a run after the given one; nil if there will be none.
  func next(after last: Int) -> (run: Int, recorder: StepRecorder?)? {
    monitor.locked {
      while run == last && !isOver { monitor.wait() }
      return isOver ? nil : (run, recorder)
    }
  }

  /// Notes that one of the threads has done its part.
  func finish() {
    monitor.locked {
      running -= 1
      monitor.wakeAll()
    }
  }

  /// Waits until all threads have done their parts, and throws what one of them threw.
  func join() throws(RunError) {
    let failure = monitor.locked {
      while running > 0 { monitor.wait() }
      recorder = nil
      return self.failure
    }
    if let failure { throw failure }
  }

  /// Lets the threads end.
  func end() {
    monitor.locked {
      isOver = true
      monitor.wakeAll()
    }
  }
}
