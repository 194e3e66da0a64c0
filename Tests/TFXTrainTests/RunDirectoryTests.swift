import TFXCore
import TFXTrain
import TestSupport
import Testing

@Suite struct RunDirectoryTests {
  private let directory: TemporaryDirectory
  private var root: String { directory["runs"] }

  init() throws { directory = try TemporaryDirectory() }

  @Test func runsAreNumbered() throws {
    for number in ["001", "002", "003"] {
      let run = try RunDirectory.next(name: "a", root: root)
      #expect(run.path == "\(root)/a/\(number)")
      #expect(try names(in: run.path) == ["checkpoints"])
      #expect(try target(of: "\(root)/a/latest") == number)
    }
    #expect(try RunDirectory.next(name: "b", root: root).path == "\(root)/b/001")
    #expect(try names(in: "\(root)/a") == ["001", "002", "003", "latest"])
  }

  @Test func numbersGoOnBehindTheLargest() throws {
    try makeDirectory("\(root)/a/041")
    try makeDirectory("\(root)/a/007")
    try makeDirectory("\(root)/a/notes")
    #expect(try RunDirectory.next(name: "a", root: root).path == "\(root)/a/042")
    try makeDirectory("\(root)/a/999")
    #expect(try RunDirectory.next(name: "a", root: root).path == "\(root)/a/1000")
    #expect(try RunDirectory.next(name: "a", root: root).path == "\(root)/a/1001")
  }

  @Test func manyAtOnceGetDifferentNumbers() async throws {
    let root = root
    let paths = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<16 {
        group.addTask { try RunDirectory.next(name: "a", root: root).path }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(paths.count == 16)
    #expect(try names(in: "\(root)/a").count == 17)
    #expect(try target(of: "\(root)/a/latest").count == 3)
  }

  @Test func aChosenDirectoryHoldsOneRun() throws {
    let path = directory["here"]
    let run = try RunDirectory.make(at: path)
    #expect(!run.exists)
    // Made but never written to: it can be used.
    _ = try RunDirectory.make(at: path)
    // So can that of a run that ended before its first checkpoint.
    try write("name: a\n", to: run.config)
    _ = try RunDirectory.make(at: path + "/")
    try write("", to: run.last)
    #expect(run.exists)
    let error = #expect(throws: FileError.self) { try RunDirectory.make(at: path) }
    #expect(
      error.map { directory.plain($0) }
        == "here: error: cannot be written: it holds a run already; add --resume to go on with it")
    _ = try directory.write("file", [])
    let file = #expect(throws: FileError.self) {
      try RunDirectory.make(at: directory["file"])
    }
    #expect(file?.kind == .unwritable(reason: "Not a directory"))
  }

  @Test func theLatestHasACheckpoint() throws {
    #expect(RunDirectory.latest(name: "a", root: root) == nil)
    let first = try RunDirectory.next(name: "a", root: root)
    let second = try RunDirectory.next(name: "a", root: root)
    _ = try RunDirectory.next(name: "a", root: root)
    #expect(RunDirectory.latest(name: "a", root: root) == nil)
    try write("", to: first.last)
    #expect(RunDirectory.latest(name: "a", root: root) == first)
    try write("", to: second.last)
    #expect(RunDirectory.latest(name: "a", root: root) == second)
  }

  @Test func theNewestWasWrittenLast() throws {
    #expect(RunDirectory.newest(root: root) == nil)
    let a1 = try RunDirectory.next(name: "a", root: root)
    let a2 = try RunDirectory.next(name: "a", root: root)
    let b1 = try RunDirectory.next(name: "b", root: root)
    _ = try RunDirectory.next(name: "c", root: root)
    try write("", to: a1.best, at: 1000)
    #expect(RunDirectory.newest(root: root) == a1)
    try write("", to: b1.best, at: 3000)
    try write("", to: a2.best, at: 2000)
    #expect(RunDirectory.newest(root: root) == b1)
    try write("", to: a1.best, at: 4000)
    #expect(RunDirectory.newest(root: root) == a1)
    #expect(RunDirectory.newest(root: directory["none"]) == nil)
  }
}
