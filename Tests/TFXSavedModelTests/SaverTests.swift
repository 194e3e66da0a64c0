import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import TFXSavedModel
import TestSupport
import Testing

@Suite struct SaverTests {
  private let directory: TemporaryDirectory
  private let graph = Graph()
  private let session: Session
  private let weights: Variable
  private let steps: Variable

  init() throws {
    directory = try TemporaryDirectory()
    weights = try graph.variable("layer/weights", Tensor([1, 2, 3] as [Float]))
    steps = try graph.variable("steps", Tensor(Int64(7)), isTrainable: false)
    session = Session(graph)
    try session.initialize()
  }

  @Test func valuesComeBack() throws {
    let saver = Saver(graph.variables)
    let path = try saver.save(session, to: directory["model"], globalStep: 7)
    #expect(path == directory["model-7"])
    #expect(
      try directory.names == ["checkpoint", "model-7.data-00000-of-00001", "model-7.index"])
    let other = Session(graph)
    try saver.restore(other, from: path)
    #expect(try other.value(of: weights) == Tensor([1, 2, 3] as [Float]))
    #expect(try other.value(of: steps) == Tensor(Int64(7)))
  }

  /// `saved` was read by TensorFlow: see `check_exported.py`.
  @Test func isWhatTensorFlowHasRead() throws {
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try FileManager.default.createDirectory(
        atPath: fixture("saved"), withIntermediateDirectories: true)
      try timeless(2).save(session, to: fixture("saved/model"))
    }
    try timeless(2).save(session, to: directory["model"])
    for file in ["checkpoint", "model.index", "model.data-00000-of-00001"] {
      #expect(try directory.read(file) == bytes(fixture("saved/\(file)")), "\(file)")
    }
  }

  /// A saver for which it is always one second past 1970.
  private func timeless(_ maxToKeep: Int) -> Saver {
    Saver(
      named: ["layer/weights": weights, "steps": steps], maxToKeep: maxToKeep,
      keepCheckpointEveryNHours: 10_000, now: { 1 })
  }

  @Test func tensorFlowsCheckpointIsRead() throws {
    let graph = Graph()
    let floats = try graph.variable("floats", Tensor(shape: [2, 3], dtype: .float32))
    let longs = try graph.variable("longs", Tensor(shape: [3], dtype: .int64))
    let flags = try graph.variable("flags", Tensor(shape: [2], dtype: .bool))
    let session = Session(graph)
    let path = try #require(try Saver.latestCheckpoint(fixture("checkpoint")))
    #expect(path == fixture("checkpoint/model-7"))
    try Saver(graph.variables).restore(session, from: path)
    #expect(try session.value(of: longs) == Tensor([1, -2, 1 << 40] as [Int64]))
    #expect(try session.value(of: flags) == Tensor([true, false]))
    struct Numbers: Decodable { let checkpoint: [String: [Float]] }
    let expected = try JSONDecoder().decode(
      Numbers.self, from: Data(bytes(fixture("expected.json"))))
    #expect(
      try session.value(of: floats).scalars(as: Float.self) == expected.checkpoint["floats"])
  }

  @Test func theOldestGo() throws {
    let saver = Saver(graph.variables, maxToKeep: 2)
    for step in 1...4 { try saver.save(session, to: directory["m"], globalStep: step) }
    #expect(saver.lastCheckpoints == [directory["m-3"], directory["m-4"]])
    #expect(
      try directory.names == [
        "checkpoint", "m-3.data-00000-of-00001", "m-3.index", "m-4.data-00000-of-00001",
        "m-4.index",
      ])
    #expect(try Saver.latestCheckpoint(directory.path) == directory["m-4"])
  }

  @Test func aRestartGoesOn() throws {
    let first = Saver(graph.variables, maxToKeep: 2)
    try first.save(session, to: directory["m"], globalStep: 1)
    try first.save(session, to: directory["m"], globalStep: 2)
    let second = Saver(graph.variables, maxToKeep: 2)
    try second.recoverLastCheckpoints(directory.path)
    try second.save(session, to: directory["m"], globalStep: 3)
    #expect(second.lastCheckpoints == [directory["m-2"], directory["m-3"]])
    #expect(try !directory.names.contains("m-1.index"))
  }

  @Test func aDirectoryCanBeMoved() throws {
    try Saver(graph.variables).save(session, to: directory["m"], globalStep: 1)
    let list = String(decoding: try directory.read("checkpoint"), as: UTF8.self)
    #expect(list.hasPrefix("model_checkpoint_path: \"m-1\"\nall_model_checkpoint_paths: \"m-1\"\n"))
    let moved = directory.path + "-moved"
    try FileManager.default.moveItem(atPath: directory.path, toPath: moved)
    defer { try? FileManager.default.removeItem(atPath: moved) }
    #expect(try Saver.latestCheckpoint(moved) == moved + "/m-1")
  }

  @Test func someAreKeptForGood() throws {
    var time = 0.0
    let saver = Saver(
      named: ["w": weights], maxToKeep: 1, keepCheckpointEveryNHours: 1, now: { time })
    for hour in 0..<6 {
      time = Double(hour) * 1900
      try saver.save(session, to: directory["m"], globalStep: hour)
    }
    let kept = try directory.names.filter { $0.hasSuffix(".index") }
    // The first ones after 3600 s and after 7200 s stay, and the last.
    #expect(kept == ["m-2.index", "m-4.index", "m-5.index"])
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let path = try Saver([weights]).save(session, to: directory["m"])
    #expect(throws: SavedModelError.noTensor(name: "steps", file: path + ".index")) {
      try Saver(graph.variables).restore(session, from: path)
    }
    #expect(
      throws: SavedModelError.mismatch(
        name: "layer/weights", expected: "int64[]", found: "float32[3]")
    ) { try Saver(named: ["layer/weights": steps]).restore(session, from: path) }
    #expect(try Saver.latestCheckpoint("/nowhere") == nil)
  }

  @Test func alteredFilesThrow() throws {
    let path = try Saver(graph.variables).save(session, to: directory["m"])
    let index = try directory.read("m.index")
    for length in 0..<index.count {
      _ = try directory.write("m.index", Array(index.prefix(length)))
      #expect(throws: SavedModelError.self) {
        try Saver(graph.variables).restore(session, from: path)
      }
    }
    for place in index.indices {
      var altered = index
      altered[place] ^= 0x55
      _ = try directory.write("m.index", altered)
      // A bit that nothing reads may differ; nothing may trap.
      try? Saver(graph.variables).restore(session, from: path)
    }
    _ = try directory.write("m.index", index)
    var data = try directory.read("m.data-00000-of-00001")
    data[0] ^= 1
    _ = try directory.write("m.data-00000-of-00001", data)
    #expect(throws: SavedModelError.self) {
      try Saver(graph.variables).restore(session, from: path)
    }
  }
}
