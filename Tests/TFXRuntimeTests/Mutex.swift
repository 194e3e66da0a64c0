#if THREAD_SANITIZER
  import TFXOps

  /// As in TFXRuntime, for what the tests guard.
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
