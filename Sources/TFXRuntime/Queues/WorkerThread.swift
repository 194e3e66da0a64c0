#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A thread of the system's that runs a closure and can be waited for.
final class WorkerThread: Sendable {
  #if canImport(Glibc)
    private let handle: pthread_t
  #else
    private nonisolated(unsafe) let handle: pthread_t
  #endif

  /// Starts a thread. Traps if the system has no more.
  init(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    #if canImport(Glibc)
      var thread = pthread_t()
      let status = pthread_create(&thread, nil, { WorkerThread.run($0!) }, box)
      handle = thread
    #else
      var thread: pthread_t?
      let status = pthread_create(&thread, nil, { WorkerThread.run($0) }, box)
      handle = thread!
    #endif
    precondition(status == 0, "the system starts no more threads (status \(status))")
  }

  /// Waits until the closure has ended; to be called once.
  func join() { pthread_join(handle, nil) }

  private static func run(_ box: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
    return nil
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
