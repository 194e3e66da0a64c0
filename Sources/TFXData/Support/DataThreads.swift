import Synchronization
import TFXCore

/// The threads that read and encode files. They are started for one piece of work and end with
/// it: reading comes before training, whose own pool is not yet awake.
package enum DataThreads {
  private static let setting = Atomic(Machine.processorCount)

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
