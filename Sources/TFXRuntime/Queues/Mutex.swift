#if THREAD_SANITIZER
  import TFXOps

  /// What stands in for the standard library's `Mutex` under the thread sanitizer, which does not see
  /// into that one on Linux, and takes all that it guards for races.
  final class Mutex<Value>: @unchecked Sendable {
    private let monitor = Monitor()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func withLock<Result, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      try monitor.locked { () throws(Failure) in try body(&value) }
    }
  }
#endif
