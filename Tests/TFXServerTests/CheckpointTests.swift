import Foundation
import TFXCore
import TFXServer
import TestSupport
import Testing

private let saver = """
  node { name: "prefix" op: "Placeholder" attr { key: "dtype" value { type: DT_STRING } }
    attr { key: "shape" value { shape { } } } }
  node { name: "names" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
    attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { dim { size: 1 } }
      string_val: "w" } } } }
  node { name: "others" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
    attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { dim { size: 1 } }
      string_val: "other" } } } }
  node { name: "slices" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
    attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { dim { size: 1 } }
      string_val: "" } } } }
  node { name: "w" op: "VarHandleOp" attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: 2 } } } } }
  node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: 2 } } } } }
  node { name: "assign" op: "AssignVariableOp" input: "w" input: "x"
    attr { key: "dtype" value { type: DT_FLOAT } } }
  node { name: "read" op: "ReadVariableOp" input: "w"
    attr { key: "dtype" value { type: DT_FLOAT } } }
  node { name: "save" op: "SaveV2" input: "prefix" input: "names" input: "slices" input: "read"
    attr { key: "dtypes" value { list { type: DT_FLOAT } } } }
  node { name: "restored" op: "RestoreV2" input: "prefix" input: "names" input: "slices"
    attr { key: "dtypes" value { list { type: DT_FLOAT } } } }
  node { name: "restore" op: "AssignVariableOp" input: "w" input: "restored"
    attr { key: "dtype" value { type: DT_FLOAT } } }
  node { name: "missing" op: "RestoreV2" input: "prefix" input: "others" input: "slices"
    attr { key: "dtypes" value { list { type: DT_FLOAT } } } }
  node { name: "fails" op: "AssignVariableOp" input: "w" input: "missing"
    attr { key: "dtype" value { type: DT_FLOAT } } }
  node { name: "parts" op: "Placeholder" attr { key: "dtype" value { type: DT_STRING } }
    attr { key: "shape" value { shape { dim { size: 1 } } } } }
  node { name: "merge" op: "MergeV2Checkpoints" input: "parts" input: "prefix" }
  """

@Suite struct CheckpointTests {
  /// A client of a server that keeps its checkpoints in a folder, with the graph.
  private func client(in directory: TemporaryDirectory) throws -> Client {
    var options = MasterOptions()
    options.folder = directory.path
    var client = Client(options)
    try client.open(graph(saver))
    return client
  }

  private func prefix(_ path: String) -> Tensor { Tensor(ByteString(Array(path.utf8))) }

  @Test func checkpointsAreWrittenAndReadInTheFolder() throws {
    let directory = try TemporaryDirectory()
    let client = try self.client(in: directory)
    let first = Tensor([1, 2] as [Float])
    try client.run([], targets: ["assign"], feeding: ["x:0": first])
    for path in ["model", "inner/model", "\(directory.path)/whole"] {
      try client.run([], targets: ["save"], feeding: ["prefix:0": prefix(path)])
      try client.run([], targets: ["assign"], feeding: ["x:0": Tensor([0, 0] as [Float])])
      try client.run([], targets: ["restore"], feeding: ["prefix:0": prefix(path)])
      #expect(try client.run(["read:0"])[0] == first)
    }
    let absent = client.failure([], targets: ["restore"], feeding: ["prefix:0": prefix("absent")])
    #expect(absent.code == .notFound)
    let missing = client.failure([], targets: ["fails"], feeding: ["prefix:0": prefix("model")])
    #expect(missing.code == .notFound)
    #expect(missing.message.contains("Key other not found in checkpoint"))
  }

  /// As tf.compat.v1.train.Saver writes them: in parts in a folder that goes away.
  @Test func partsAreMergedAndTheirFolderIsRemoved() throws {
    let directory = try TemporaryDirectory()
    let client = try self.client(in: directory)
    let value = Tensor([1, 2] as [Float])
    try client.run([], targets: ["assign"], feeding: ["x:0": value])
    for folder in ["model_temp", "kept"] {
      let part = "\(folder)/part-00000-of-00001"
      try client.run([], targets: ["save"], feeding: ["prefix:0": prefix(part)])
      if folder == "kept" {
        try Data().write(to: URL(fileURLWithPath: "\(directory.path)/kept/notes"))
      }
      try client.run(
        [], targets: ["merge"],
        feeding: [
          "parts:0": Tensor(strings: [part]),
          "prefix:0": prefix("model"),
        ])
      try client.run([], targets: ["restore"], feeding: ["prefix:0": prefix("model")])
      #expect(try client.run(["read:0"])[0] == value)
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    #expect(files == ["kept", "model.data-00000-of-00001", "model.index"])
    let kept = try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/kept")
    #expect(kept == ["notes"])
  }

  @Test func nothingLeadsOutOfTheFolder() throws {
    let directory = try TemporaryDirectory()
    let outside = try TemporaryDirectory()
    try FileManager.default.createSymbolicLink(
      atPath: "\(directory.path)/link", withDestinationPath: outside.path)
    try FileManager.default.createSymbolicLink(
      atPath: "\(directory.path)/dangling", withDestinationPath: "\(outside.path)/later")
    let client = try self.client(in: directory)
    try client.run([], targets: ["assign"], feeding: ["x:0": Tensor([1, 2] as [Float])])
    let paths = [
      "../model", "a/../../model", "/etc/model", "\(outside.path)/model", "link/model",
      "link/inner/model", "dangling/model", "\(directory.path)x/model",
      "\(directory.path)/../model",
      "a\0b",
    ]
    for path in paths {
      let status = client.failure([], targets: ["save"], feeding: ["prefix:0": prefix(path)])
      #expect(status.code == .invalidArgument, "\(path)")
      #expect(status.message.contains("is not in the server's folder"), "\(status)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path).isEmpty)
    var bare = Client()
    try bare.open(graph(saver))
    try bare.run([], targets: ["assign"], feeding: ["x:0": Tensor([1, 2] as [Float])])
    let status = bare.failure([], targets: ["save"], feeding: ["prefix:0": prefix("model")])
    #expect(status.message.contains("--checkpoints"))
  }
}
