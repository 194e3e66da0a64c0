#if THREAD_SANITIZER
  /// Stands in for the standard library's `Mutex` under the thread sanitizer, which does not see into
  /// that one on Linux, and takes all that it guards for races.
  package final class Locked<Value>: @unchecked Sendable {
    private let monitor = ConditionLock()
    private var value: Value

    package init(_ value: Value) { self.value = value }

    package func withLock<Result, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      try monitor.locked { () throws(Failure) in try body(&value) }
    }
  }
#else
  package import Synchronization

  /// A value that one thread at a time may use.
  package typealias Locked<Value: ~Copyable> = Mutex<Value>
#endif
