import Synchronization
import TFXTrain

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The signal that asked the program to stop; 0 if none did.
private let received = Atomic<Int32>(0)

/// Stops training between two steps when the user interrupts the program or the system ends it.
/// A second signal ends it at once.
final class Interrupt: Callback {
  init() {
    received.store(0, ordering: .relaxed)
    // Whoever started the program may have blocked them: Dispatch does in its threads.
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM] { sigaddset(&numbers, number) }
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        received.store(number, ordering: .relaxed)
        signal(number, LiveLine.end)
      }
    }
  }

  private var training: TrainingControl?

  func trainingBegins(_ training: TrainingControl) { self.training = training }

  var wantsStop: Bool { Interrupt.wasAsked }

  /// Whether a signal asked the program to stop since the training began.
  static var wasAsked: Bool { received.load(ordering: .relaxed) != 0 }

  /// Whether the training stopped because another rank was asked to.
  var isForOthers: Bool { training?.isStoppedByOthers ?? false }

  /// What to exit with after a signal.
  var exitCode: Failure.ExitCode {
    received.load(ordering: .relaxed) == SIGINT ? .interrupted : .terminated
  }
}
