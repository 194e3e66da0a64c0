import Synchronization
import TFXCore

/// Ranks that are threads of one process: by them all that ranks do together is tested without a
/// launcher.
package final class LocalRanks: Communicator {
  package let rank: Int
  package let size: Int
  package let host: String
  /// Who waits sleeps in any case.
  package var isPatient: Bool {
    get { false }
    set {}
  }
  package var mayChangeThreads: Bool { true }
  private let post: Post
  private var incoming: [(bytes: UnsafeMutableRawBufferPointer, from: Int)] = []

  private init(rank: Int, size: Int, host: Int, _ post: Post) {
    self.rank = rank
    self.host = "host \(host)"
    self.size = size
    self.post = post
  }

  /// The messages on their way.
  private final class Post: Sendable {
    private let monitor = ConditionLock()
    private nonisolated(unsafe) var boxes: [[[UInt8]]]
    private let size: Int

    init(_ size: Int) {
      self.size = size
      boxes = Array(repeating: [], count: size * size)
    }

    func put(_ message: [UInt8], from sender: Int, to receiver: Int) {
      monitor.locked {
        boxes[sender * size + receiver].append(message)
        monitor.wakeAll()
      }
    }

    func take(from sender: Int, to receiver: Int) -> [UInt8] {
      monitor.locked {
        let box = sender * size + receiver
        while boxes[box].isEmpty { monitor.wait() }
        return boxes[box].removeFirst()
      }
    }
  }

  package func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) {
    post.put(Array(bytes), from: self.rank, to: rank)
  }

  package func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) {
    incoming.append((bytes, rank))
  }

  package func wait() {
    for (bytes, sender) in incoming {
      let message = post.take(from: sender, to: rank)
      precondition(
        message.count == bytes.count,
        "rank \(rank) expects \(bytes.count) bytes of rank \(sender), which sends \(message.count)")
      bytes.copyBytes(from: message)
    }
    incoming = []
  }

  package func abort(exitCode: Int32) -> Never {
    preconditionFailure("rank \(rank) ends all with code \(exitCode)")
  }

  /// Runs `body` once for each of some ranks, each in a thread of its own.
  ///
  /// - Parameter ranksPerHost: How many ranks behave as if they were on one host; all if nil.
  /// - Returns: What they return, in the order of the ranks.
  package static func run<Result: Sendable>(
    _ size: Int, ranksPerHost: Int? = nil,
    _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> [Result] {
    let post = Post(size)
    let results = Locked<[Int: Swift.Result<Result, any Error>]>([:])
    let threads = (0..<size).map { rank in
      BackgroundThread(required: {
        let result = Swift.Result {
          try body(LocalRanks(rank: rank, size: size, host: rank / (ranksPerHost ?? size), post))
        }
        results.withLock { $0[rank] = result }
      })
    }
    for thread in threads { thread.join() }
    let all = results.withLock { $0 }
    return try (0..<size).map { try all[$0]!.get() }
  }
}
