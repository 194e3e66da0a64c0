#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A thread of the system's that runs a closure and can be waited for.
package struct BackgroundThread: @unchecked Sendable {
  private let handle: pthread_t

  /// Starts to run `body`; nil if the system has no more threads.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(Start(body))
    #if canImport(Darwin)
      var handle: pthread_t?
      let status = pthread_create(&handle, nil, { BackgroundThread.main($0) }, start.toOpaque())
    #else
      var handle = pthread_t()
      let status = pthread_create(&handle, nil, { BackgroundThread.main($0!) }, start.toOpaque())
    #endif
    if status != 0 {
      start.release()
      return nil
    }
    #if canImport(Darwin)
      self.handle = handle!
    #else
      self.handle = handle
    #endif
  }

  /// Starts to run `body`. Traps if the system has no more threads.
  package init(required body: @escaping @Sendable () -> Void) {
    guard let thread = BackgroundThread(body) else {
      preconditionFailure("the system starts no more threads")
    }
    self = thread
  }

  /// Waits until the closure has ended; to be called once.
  package func join() { pthread_join(handle, nil) }

  private static func main(_ start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Start>.fromOpaque(start).takeRetainedValue().body()
    return nil
  }

  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
