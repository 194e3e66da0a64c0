import TFXCore

/// A thread that adds up those parts of a sum that are ready while the rest is computed, in an order that is
/// the same on all ranks.
final class EarlySums: @unchecked Sendable {
  private let monitor = ConditionLock()
  /// The bucket of each part, and how many parts each bucket has.
  private let bucketOfPart: [Int]
  private let partCounts: [Int]

  // All below is guarded by the monitor.
  private var body: ((_ bucket: Int) throws(RankError) -> Void)?
  private var missing: [Int]
  private var next = 0
  private var failure: RankError?
  private var hasEnded = false
  private var thread: BackgroundThread?

  /// Ranges of whole parts, given where the parts end: at least so many floats are worth a message.
  static func buckets(_ ends: [Int], ofAtLeast fewest: Int) -> [Range<Int>] {
    var buckets: [Range<Int>] = []
    var first = 0
    for end in ends where end == ends.last || end - first >= fewest {
      buckets.append(first..<end)
      first = end
    }
    return buckets
  }

  /// - Parameters:
  ///   - ends: Where each part ends.
  ///   - buckets: Ranges of whole parts. The last one is left to the end, when all is computed.
  init(ends: [Int], _ buckets: [Range<Int>]) {
    bucketOfPart = ends.map { end in buckets.firstIndex { end <= $0.upperBound }! }
    var counts = [Int](repeating: 0, count: buckets.count)
    for bucket in bucketOfPart { counts[bucket] += 1 }
    counts.removeLast()
    partCounts = counts
    missing = counts
    thread = BackgroundThread(required: { [self] in run() })
  }

  /// Ends the thread.
  func end() {
    monitor.locked {
      hasEnded = true
      monitor.wakeAll()
    }
    thread?.join()
    thread = nil
  }

  /// Has the thread add up each bucket as soon as it is ready.
  func begin(_ body: @escaping (_ bucket: Int) throws(RankError) -> Void) {
    monitor.locked {
      missing = partCounts
      next = 0
      self.body = body
    }
  }

  /// Says that a part is ready; nothing where no step has begun.
  func ready(_ part: Int) {
    let bucket = bucketOfPart[part]
    if bucket == partCounts.count { return }
    monitor.locked {
      if body == nil { return }
      missing[bucket] -= 1
      if missing[bucket] == 0 { monitor.wakeAll() }
    }
  }

  /// Waits until all buckets but the last have been added up, if a step has begun.
  func wait() throws(RankError) {
    let error = monitor.locked { () -> RankError? in
      while body != nil, failure == nil, next < partCounts.count { monitor.wait() }
      body = nil
      defer { failure = nil }
      return failure
    }
    if let error { throw error }
  }

  /// The thread: adds up bucket after bucket.
  private func run() {
    while true {
      let work = monitor.locked { () -> (body: (Int) throws(RankError) -> Void, bucket: Int)? in
        while !hasEnded {
          if let body, failure == nil, next < partCounts.count, missing[next] == 0 {
            return (body, next)
          }
          monitor.wait()
        }
        return nil
      }
      guard let work else { return }
      let result = Result { () throws(RankError) in try work.body(work.bucket) }
      monitor.locked {
        next += 1
        if case .failure(let error) = result { failure = error }
        monitor.wakeAll()
      }
    }
  }
}

/// The floats of other ranks that lie in memory which this one can read.
struct FloatsOfOthers {
  private let memory: MemoryOfOthers
  private let count: Int
  /// Whether every rank can read those of all others, so that there is nothing to send.
  let areNear: Bool
  /// Whether every rank may send from another thread than the one that computes.
  let haveThreads: Bool

  /// - Parameter floats: Those at the beginning of the memory.
  init(
    _ floats: UnsafeMutableBufferPointer<Float>, _ memory: SharedMemory,
    _ communicator: any Communicator
  ) throws(RankError) {
    precondition(
      UnsafeRawPointer(floats.baseAddress) == UnsafeRawPointer(memory.bytes.baseAddress),
      "floats elsewhere than at the beginning of their memory")
    count = floats.count
    let others = try MemoryOfOthers(memory, communicator)
    self.memory = others
    let isNear = (0..<communicator.size).allSatisfy {
      $0 == communicator.rank || others[$0] != nil
    }
    let all = try communicator.gather([isNear ? 1 : 0, communicator.mayChangeThreads ? 1 : 0])
    areNear = all.allSatisfy { $0[0] == 1 }
    haveThreads = all.allSatisfy { $0[1] == 1 }
  }

  /// Those of a rank; nil if it is on another host.
  subscript(rank: Int) -> UnsafeBufferPointer<Float>? {
    memory[rank].map { UnsafeBufferPointer(rebasing: $0.bindMemory(to: Float.self)[0..<count]) }
  }
}
