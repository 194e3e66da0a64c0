import TFXCore
import TFXData
import TFXTrain
import TestSupport
import Testing

@Suite struct CheckpointTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func checkpoint(
    _ preprocessing: Preprocessing? = nil, best: Checkpoint.Best? = nil
  ) -> Checkpoint {
    Checkpoint(
      tensors: [
        ("dense/kernel", Tensor([1, 2] as [Float], shape: [2, 1])),
        ("optimizer/iterations", Tensor(Int64(40))),
      ],
      config: "name: a\nseed: 1\n", preprocessing: preprocessing,
      input: TensorSpec([Shape.unknown, 28, 28, 1]), epoch: 5, step: 40, best: best)
  }

  private func message(_ path: String) -> String {
    do {
      _ = try Checkpoint.read(path)
      return "no error"
    } catch {
      let isContent = if case .file = error.kind { false } else { true }
      return directory.plain(error) + (isContent ? " (content)" : " (file)")
    }
  }

  @Test func isReadAsWritten() throws {
    let best = Checkpoint.Best(epoch: 4, name: "val_loss", value: 0.1)
    try checkpoint(best: best).write(directory["c"])
    let read = try Checkpoint.read(directory["c"])
    #expect(read.tensors.map(\.name) == checkpoint().tensors.map(\.name))
    #expect(read.tensors.map(\.value) == checkpoint().tensors.map(\.value))
    #expect(read.config == checkpoint().config)
    #expect(read.input == checkpoint().input)
    #expect(read.epoch == 5 && read.step == 40)
    #expect(read.best == best)
    #expect(read.preprocessing == nil)
  }

  @Test func carriesWhatWasFittedToTheData() throws {
    var config = DataConfig()
    config.train = .file(Repository.dataset("iris.csv"))
    config.target = TargetConfig("species")
    let data = try LoadedData.load(config, as: .classIndices, seed: 1)
    try checkpoint(data.preprocessing).write(directory["c"])
    let read = try #require(try Checkpoint.read(directory["c"]).preprocessing)
    #expect(read.classNames == ["setosa", "versicolor", "virginica"])
    #expect(read.featureNames == data.preprocessing.featureNames)
    // Python reads the names without knowing of the rest.
    let metadata = try Safetensors.read(directory["c"]).metadata
    #expect(metadata["class_names"] == #"["setosa","versicolor","virginica"]"#)
    #expect(metadata["input"] == "float32[?, 28, 28, 1]")
  }

  @Test func otherFilesAreNamedForWhatTheyAre() throws {
    try Safetensors(tensors: []).write(directory["foreign"])
    #expect(
      message(directory["foreign"]) == """
        foreign: error: a safetensors file, but no tfx checkpoint
          weights from elsewhere go into a training run: tfx train CONFIG --weights foreign (content)
        """)
    let text = try directory.write("text", Array("hello, world".utf8))
    #expect(
      message(text)
        == "text: error: not a safetensors file: it does not begin with a header (content)")
    #expect(
      message(directory["missing"])
        == "missing: error: cannot be read: there is no such file or directory (file)")
    #expect(
      message(directory.path + "/.") == ".: error: cannot be read: it is a directory (file)")
  }

  @Test(arguments: [
    ("format_version", "2", "written by a later tfx (checkpoint format 2); update tfx to read it"),
    ("format_version", "x", "its 'format_version' is missing or makes no sense"),
    ("format_version", nil, "its 'format_version' is missing or makes no sense"),
    ("config", nil, "its 'config' is missing or makes no sense"),
    ("epoch", "-1", "its 'epoch' is missing or makes no sense"),
    ("step", "1.5", "its 'step' is missing or makes no sense"),
    ("step", "99999999999999999999", "its 'step' is missing or makes no sense"),
    ("input", nil, "its 'input' is missing or makes no sense"),
    ("input", "", "its 'input' is missing or makes no sense"),
    ("input", "float32", "its 'input' is missing or makes no sense"),
    ("input", "float33[?, 3]", "its 'input' is missing or makes no sense"),
    ("input", "float32[?, -3]", "its 'input' is missing or makes no sense"),
    ("input", "float32[?, a]", "its 'input' is missing or makes no sense"),
    ("input", "float32[?, 3", "its 'input' is missing or makes no sense"),
    ("best_value", "low", "its 'best_value' is missing or makes no sense"),
    ("best_value", nil, "its 'best_value' is missing or makes no sense"),
    ("best_name", nil, "its 'best_name' is missing or makes no sense"),
    ("best_epoch", "x", "its 'best_epoch' is missing or makes no sense"),
    ("preprocessing", "{", "its 'preprocessing' is missing or makes no sense"),
    ("preprocessing", "{}", "its 'preprocessing' is missing or makes no sense"),
  ])
  func senselessMetadata(_ key: String, _ value: String?, _ expected: String) throws {
    let best = Checkpoint.Best(epoch: 4, name: "val_loss", value: 0.1)
    try checkpoint(best: best).write(directory["c"])
    var file = try Safetensors.read(directory["c"])
    file.metadata[key] = value
    try file.write(directory["c"])
    #expect(message(directory["c"]) == "c: error: \(expected) (content)")
  }

  @Test func damageIsSaid() throws {
    try checkpoint().write(directory["c"])
    let bytes = try directory.read("c")
    var altered = bytes
    altered[bytes.count - 1] ^= 1
    let path = try directory.write("altered", altered)
    #expect(
      message(path) == "altered: error: altered: the checksum does not match the content (content)")
    let short = try directory.write("short", Array(bytes.dropLast(3)))
    #expect(
      message(short)
        == "short: error: truncated: the header describes \(bytes.count) bytes, "
        + "the file has \(bytes.count - 3) (content)")
  }

  // MARK: writing

  @Test func writingReplacesTheWholeFile() throws {
    _ = try directory.write("c", [UInt8](repeating: 1, count: 100_000))
    try checkpoint().write(directory["c"])
    #expect(try Checkpoint.read(directory["c"]).step == 40)
    #expect(try directory.names == ["c"])
  }

  @Test func aFailedWriteLeavesNothingBehind() throws {
    let missing = #expect(throws: CheckpointError.self) {
      try checkpoint().write(directory["no/where/c"])
    }
    #expect(
      missing.map { directory.plain($0) }
        == "no/where/c: error: cannot be written: there is no such file or directory")
    #expect(missing?.kind == .file(.unwritable(reason: "there is no such file or directory")))
    #expect(try directory.names == [])

    // A target that cannot be replaced: a directory with something in it.
    let kept = try TemporaryDirectory()
    let path = try kept.write("old", [1, 2, 3])
    let busy = #expect(throws: CheckpointError.self) { try checkpoint().write(kept.path) }
    #expect(busy?.description.contains("cannot be written: Is a directory") == true)
    #expect(try Array(kept.read("old")) == [1, 2, 3])
    #expect(path.hasSuffix("/old"))
    // The temporary file would lie beside the target.
    let parent = String(kept.path[..<kept.path.lastIndex(of: "/")!])
    let name = kept.path.split(separator: "/").last!
    #expect(try names(in: parent).filter { $0.hasPrefix(name + ".") } == [])
  }
}
