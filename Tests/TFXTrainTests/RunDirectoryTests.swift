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

  @Test func aRunThatDivergedIsNotTheLatest() throws {
    let first = try RunDirectory.next(name: "a", root: root)
    let second = try RunDirectory.next(name: "a", root: root)
    for (index, run) in [first, second].enumerated() {
      for file in [run.best, run.last] { try write("", to: file, at: Double(index) + 1) }
    }
    second.setDivergence("the loss became nan")
    #expect(second.hasDiverged)
    #expect(try text(of: second.path + "/diverged") == "the loss became nan\n")
    #expect(try target(of: "\(root)/a/latest") == "001")
    #expect(RunDirectory.latest(name: "a", root: root) == first)
    #expect(RunDirectory.newest(root: root) == first)
    #expect(RunDirectory.checkpoint("a", root: root) == first.best)
    // Gone on with under a smaller learning rate.
    second.setDivergence(nil)
    #expect(try target(of: "\(root)/a/latest") == "002")
    #expect(RunDirectory.newest(root: root) == second)
    first.setDivergence("the loss became inf")
    second.setDivergence("the loss became inf")
    #expect(try names(in: "\(root)/a") == ["001", "002"])
    #expect(RunDirectory.newest(root: root) == nil)
  }

  @Test func waysToNameACheckpoint() throws {
    let find = { (name: String) in RunDirectory.checkpoint(name, root: self.root) }
    #expect(find("latest") == nil)
    let first = try RunDirectory.next(name: "a", root: root)
    let second = try RunDirectory.next(name: "b", root: root)
    try write("", to: first.best, at: 2)
    try write("", to: second.best, at: 1)
    #expect(find("latest") == first.best)
    #expect(find(root) == nil)
    #expect(find(second.path) == second.best)
    #expect(find(second.path + "/") == second.best)
    #expect(find("b/001") == second.best)
    #expect(find("b") == second.best)
    #expect(find("b/latest") == "\(root)/b/latest/checkpoints/best.safetensors")
    #expect(find("\(root)/b") == second.best)
    _ = try RunDirectory.next(name: "b", root: root)
    #expect(find("b") == second.best)
    #expect(find("b/002") == nil)
    // A file, or what may be meant as one.
    #expect(find(first.last) == first.last)
    #expect(find("nowhere") == "nowhere")
    _ = try directory.write("c", [])
    #expect(find(directory["c"]) == directory["c"])
  }

  @Test func theRunOfACheckpoint() throws {
    let run = try RunDirectory.next(name: "a", root: root)
    #expect(RunDirectory(ofCheckpoint: run.best) == nil)
    try write("", to: run.config)
    for name in ["best.safetensors", "x/y.safetensors"] {
      let found = RunDirectory(ofCheckpoint: "\(run.checkpoints)/\(name)")
      #expect(found.map { $0.path.hasSuffix("/runs/a/001") } == true)
    }
    #expect(RunDirectory(ofCheckpoint: directory["best.safetensors"]) == nil)
  }

  @Test func oneProcessTrainsInARun() throws {
    let run = try RunDirectory.make(at: directory["run"])
    let lock = try run.lock()
    let error = #expect(throws: FileError.self) { try run.lock() }
    #expect(
      error.map { directory.plain($0).replacing(/\d+/, with: "N") }
        == "\(directory["run"]): error: cannot be written: process N is training in it"
        .replacing(directory.path + "/", with: ""))
    withExtendedLifetime(lock) {}
  }
}
