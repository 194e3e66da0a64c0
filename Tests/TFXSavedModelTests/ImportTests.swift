import Foundation
import TFXCore
import TFXGraph
import TFXRuntime
import TFXSavedModel
import TestSupport
import Testing

@Suite struct ImportTests {
  @Test(arguments: ["mlp", "cnn", "fused", "simple", "reference", "keras", "control"])
  func computesWhatTensorFlowComputes(_ name: String) throws {
    try Expected.read("expected.json", name).check(try SavedModel.load(fixture(name)))
  }

  @Test func theBatchStaysOpen() throws {
    let loaded = try SavedModel.load(fixture("cnn"))
    let signature = try #require(loaded.signatures["serving_default"])
    let x = try #require(signature.inputs.values.first)
    let y = try #require(signature.outputs.values.first)
    #expect(x.shape == [Shape.unknown, 8, 8, 1])
    for batch in [0, 1, 5] {
      let feed = Tensor(repeating: Float(1), shape: [batch, 8, 8, 1])
      #expect(try loaded.session.run(y, feeding: [x: feed]).shape == [batch, 3])
    }
  }

  @Test func aMissingOperationIsNamed() throws {
    do {
      _ = try SavedModel.load(fixture("unknown"))
      Issue.record("a graph with BesselI0 was read")
    } catch {
      guard case .unsupported(let op, let node, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(op == "BesselI0")
      #expect(node.hasSuffix("/BesselI0"))
      #expect(
        "\(error)" == "[BesselI0] '\(node)': this operation of TensorFlow's is not known here")
    }
  }

  @Test func otherTagsAndSignaturesAreNamed() throws {
    #expect(throws: SavedModelError.noTags(["train"], found: [["serve"]])) {
      try SavedModel.load(fixture("mlp"), tags: ["train"])
    }
    #expect(throws: SavedModelError.self) {
      try SavedModel.load(fixture("mlp"), signatures: ["classify"])
    }
    let none = try SavedModel.load(fixture("unknown"), signatures: [])
    #expect(none.signatures.isEmpty)
  }

  @Test func aMissingDirectoryIsNamed() throws {
    do {
      _ = try SavedModel.load("/nowhere/model")
      Issue.record("a model was read from nowhere")
    } catch {
      #expect(
        error.description
          == "/nowhere/model/saved_model.pb: error: cannot be read: "
          + "there is no such file or directory")
    }
  }

  @Test(arguments: ["saved_model.pb", "variables/variables.index"])
  func filesThatAreCutOffOrAlteredThrow(_ file: String) throws {
    let whole = try bytes(fixture("mlp/\(file)"))
    for length in stride(from: 0, to: whole.count, by: max(1, whole.count / 150)) {
      try load(whole.prefix(length), as: file)
    }
    var state: UInt64 = 1
    for _ in 0..<300 {
      var altered = whole
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        altered[Int(state >> 33) % whole.count] = UInt8(truncatingIfNeeded: state >> 24)
      }
      try load(altered[...], as: file)
    }
  }

  @Test func variablesThatAreCutOffThrow() throws {
    let file = "variables/variables.data-00000-of-00001"
    let whole = try bytes(fixture("mlp/\(file)"))
    for length in [0, 1, 100] {
      let directory = try copy(whole.prefix(length), as: file)
      #expect(throws: SavedModelError.self) { try SavedModel.load(directory.path) }
    }
  }

  /// Loads `mlp` with one file replaced; that it throws or not is all the same, if nothing traps.
  private func load(_ content: ArraySlice<UInt8>, as file: String) throws {
    let directory = try copy(content, as: file)
    do {
      _ = try SavedModel.load(directory.path)
    } catch {
      #expect(!error.description.isEmpty)
    }
  }

  private func copy(_ content: ArraySlice<UInt8>, as file: String) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: directory["variables"], withIntermediateDirectories: true)
    for name in [
      "saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001",
    ] {
      _ = try directory.write(
        name, name == file ? Array(content) : bytes(fixture("mlp/\(name)")))
    }
    return directory
  }
}
