import Synchronization
import TFXCore
import TestSupport
import Testing

/// Hashes, locks and paths of files.
@Suite struct FileTests {
  struct HashCase: Decodable, Sendable {
    let count: Int
    let hash: String
  }

  @Test(arguments: Fixture<HashCase>.cases("xxh64"))
  func hashesAreThoseOfXXHash(_ test: HashCase) {
    let bytes = (0..<test.count).map { UInt8(truncatingIfNeeded: 7 * $0 + $0 / 5) }
    for piece in [1, 7, 31, 32, 33, 64, 1000, max(test.count, 1)] {
      var hash = XXH64()
      for start in stride(from: 0, to: bytes.count, by: piece) {
        hash.add(Array(bytes[start..<min(start + piece, bytes.count)]))
      }
      #expect(hash.text == test.hash, "in pieces of \(piece)")
    }
  }

  @Test func oneHoldsALock() throws {
    let directory = try TemporaryDirectory()
    let path = directory["lock"]
    var lock = try FileLock.take(path)
    #expect(lock != nil)
    #expect(try FileLock.take(path) == nil)
    #expect(FileLock.owner(path) != nil)
    lock = nil
    #expect(try directory.names == [])
    // What a process left behind that was killed locks nothing.
    _ = try directory.write("lock", Array("999999\n".utf8))
    #expect(FileLock.owner(path) == 999_999)
    lock = try FileLock.take(path)
    #expect(lock != nil)
    #expect(FileLock.owner(path) != 999_999)
    #expect(throws: FileError.self) { try FileLock.take(directory["no/lock"]) }
  }

  @Test func manyThreadsTakeALockOneByOne() async throws {
    let directory = try TemporaryDirectory()
    let path = directory["lock"]
    let counter = Locked((inside: 0, most: 0, taken: 0))
    // Threads of their own: they wait for each other.
    let threads = (0..<8).map { _ in
      BackgroundThread(required: {
        var taken = 0
        while taken < 20 {
          guard let lock = try? FileLock.take(path) else { continue }
          counter.withLock {
            $0.inside += 1
            $0.most = max($0.most, $0.inside)
          }
          taken += 1
          counter.withLock {
            $0.inside -= 1
            $0.taken += 1
          }
          withExtendedLifetime(lock) {}
        }
      })
    }
    for thread in threads { thread.join() }
    let result = counter.withLock { $0 }
    #expect(result.most == 1)
    #expect(result.taken == 160)
  }

  @Test func pathsFromOneFolderToAnother() throws {
    let directory = try TemporaryDirectory()
    _ = try FileAccess.makeDirectory(directory["a"])
    _ = try FileAccess.makeDirectory(directory["a/b"])
    _ = try FileAccess.makeDirectory(directory["c"])
    let from = { (path: String, folder: String, other: String) in
      FilePath.relative(path, in: directory[folder], from: directory[other])
    }
    #expect(from("x.csv", "a", "a/b") == "../x.csv")
    #expect(from("x.csv", "a", "a/b/new") == "../../x.csv")
    #expect(from("../c/x.csv", "a", "a/b") == "../../c/x.csv")
    #expect(from("./b/./x.csv", "a", "a") == "b/x.csv")
    #expect(from("x.csv", "a/b", "c") == "../a/b/x.csv")
    // Nothing in common but the root.
    #expect(FilePath.relative("x.csv", in: "/nowhere", from: directory["a"]) == "/nowhere/x.csv")
    // A link of the data stays a link, one of the run is gone through.
    FileAccess.link(directory["data"], to: "c")
    FileAccess.link(directory["runs"], to: "a/b")
    #expect(from("data/x.csv", ".", "a") == "../data/x.csv")
    #expect(from("data/x.csv", ".", "runs") == "../../data/x.csv")
  }
}
