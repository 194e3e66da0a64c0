import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The threads that read and encode files. They are started for one piece of work and end with
/// it: reading comes before training, whose own pool is not yet awake.
package enum DataThreads {
  private static let setting = Atomic(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

  /// How many threads work on a file; the machine's processors if nobody says otherwise.
  package static var count: Int {
    get { setting.load(ordering: .relaxed) }
    set {
      precondition(newValue > 0, "\(newValue) threads to read data with")
      setting.store(newValue, ordering: .relaxed)
    }
  }

  /// Calls `body` once for each number below `count`, on as many threads as are set and useful.
  /// Returns when all calls have.
  static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let helperCount = min(count, self.count) - 1
    if helperCount <= 0 {
      for index in 0..<count { body(index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let work = Work(count, body)
      // Without a helper, for want of memory, this thread does all the work.
      let helpers = (0..<helperCount).compactMap { _ in BackgroundThread(work.run) }
      work.run()
      for helper in helpers { helper.join() }
    }
  }

  /// The results of `body` for each number below `count`, in order.
  package static func map<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, initializedCount in
      nonisolated(unsafe) let places = results
      forEach(count) { places.initializeElement(at: $0, to: body($0)) }
      initializedCount = count
    }
  }

  /// A call for each number, to be shared by threads: each takes the next one.
  private final class Work: Sendable {
    private let next = Atomic(0)
    private let count: Int
    private let body: @Sendable (Int) -> Void

    init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.count = count
      self.body = body
    }

    @Sendable func run() {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }
}

/// A thread of the system that runs one function.
struct BackgroundThread {
  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private let handle: pthread_t

  /// Starts to run `body`; nil if the system gives no thread.
  init?(_ body: @escaping @Sendable () -> Void) {
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

  /// Waits for the end. To be called once.
  func join() { pthread_join(handle, nil) }

  private static func main(_ start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Start>.fromOpaque(start).takeRetainedValue().body()
    return nil
  }
}
