import Foundation
import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TFXSavedModel
import TFXTrain
import TestSupport
import Testing

@Suite struct ExportTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// `exported` holds what was written when TensorFlow looked at it: `check_exported.py` loads it
  /// and keeps TensorFlow's outputs. With `TFX_UPDATE_GOLDENS` set it is written anew; then run the
  /// script again.
  @Test(arguments: ["mlp", "cnn", "batchnorm", "activations"])
  func isWhatTensorFlowHasLoaded(_ name: String) throws {
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try? FileManager.default.removeItem(atPath: fixture("exported/\(name)"))
      try export(name, to: fixture("exported/\(name)"))
    }
    try export(name, to: directory[name])
    for file in [
      "saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001",
    ] {
      #expect(
        try bytes("\(directory[name])/\(file)") == bytes(fixture("exported/\(name)/\(file)")),
        "\(file) of \(name)")
    }
  }

  @Test(arguments: ["mlp", "cnn", "batchnorm", "activations"])
  func computesWhatTensorFlowComputesWithIt(_ name: String) throws {
    let expected = try Expected.read("exported.json", name)
    let y = try exportedModel(name).predict(expected.tensor).scalars(as: Float.self)
    let found = try #require(expected.outputs["y"])
    #expect(y.count == found.count)
    for (a, b) in zip(y, found) { #expect(abs(a - b) <= 1e-5) }
  }

  @Test(arguments: ["mlp", "cnn", "batchnorm", "activations"])
  func isReadBack(_ name: String) throws {
    try export(name, to: directory[name])
    try Expected.read("exported.json", name).check(try SavedModel.load(directory[name]))
  }

  @Test func aTrainedModelLeavesItsTrainingBehind() throws {
    let model = Sequential([Dense(2, activation: .softmax)])
    try model.compile(optimizer: Adam(), loss: SparseCategoricalCrossentropy())
    try model.build(sampleShape: [3])
    let graph = try model.graph
    try SavedModel.simpleSave(
      try model.session, to: directory["m"], inputs: ["x": graph.input],
      outputs: ["y": graph.prediction])
    let loaded = try SavedModel.load(directory["m"])
    #expect(loaded.graph.variables.map(\.name) == ["dense/kernel", "dense/bias"])
    let x = Tensor([1, -2, 0.5] as [Float], shape: [1, 3])
    let y = try loaded.run("y", "x", x)
    let predicted = try model.predict(x)
    #expect(y == predicted)
  }

  @Test func trainingIsRefusedByName() throws {
    let model = Sequential([Dense(2)])
    try model.compile(optimizer: Adam(), loss: MeanSquaredError())
    try model.build(sampleShape: [3])
    let graph = try model.graph.graph
    do {
      _ = try GraphDef(graph)
      Issue.record("a training graph was exported")
    } catch {
      guard case .unsupported(let op, let node, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(op == "ReductionGrad")
      #expect(node.hasPrefix("gradients/"))
    }
  }

  @Test func aFullDirectoryIsLeftAlone() throws {
    _ = try directory.write("file", [1])
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")
    #expect(throws: SavedModelError.notEmpty(directory: directory.path)) {
      try SavedModel.simpleSave(
        Session(graph), to: directory.path, inputs: ["x": x], outputs: ["y": x])
    }
    #expect(try directory.names == ["file"])
  }

  @Test func aModelWithoutVariablesHasNone() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [Shape.unknown], name: "x")
    let y = try graph.square(x, name: "y")
    try SavedModel.simpleSave(
      Session(graph), to: directory["m"], inputs: ["x": x], outputs: ["y": y])
    let loaded = try SavedModel.load(directory["m"])
    let squared = try loaded.run("y", "x", Tensor([3] as [Float]))
    #expect(squared == Tensor([9] as [Float]))
  }

  @Test func foreignOutputsAreRefused() throws {
    let (graph, other) = (Graph(), Graph())
    let x = try graph.placeholder(shape: [2], name: "x")
    let y = try other.placeholder(shape: [2], name: "y")
    #expect(throws: SavedModelError.graph(.foreign(node: "y:0"))) {
      try SavedModel.simpleSave(
        Session(graph), to: directory["m"], inputs: ["x": x], outputs: ["y": y])
    }
  }

  @Test func valuesMustExist() throws {
    let graph = Graph()
    let v = try graph.variable("v", Tensor([1, 2] as [Float]))
    #expect(throws: SavedModelError.run(.uninitialized(variable: "v"))) {
      try SavedModel.simpleSave(
        Session(graph), to: directory["m"], inputs: [:], outputs: ["y": v.value])
    }
  }
}
