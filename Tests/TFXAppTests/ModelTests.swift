import Foundation
import TFXApp
import TFXCore
import TFXData
import TFXModel
import TFXTrain
import TestSupport
import Testing

/// The configurations in `configs`, and models that Swift programs save.
@Suite(.serialized) struct ModelTests {
  private static func config(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "configs/\(name).yaml").path
  }

  @Test(arguments: [
    ("iris", 131), ("penguins", 483), ("penguins_transforms", 659), ("diabetes", 209),
    ("mnist_mlp", 669_706), ("mnist_cnn", 34_826), ("mnist_cnn_augmented", 34_826),
  ])
  func theExamplesBuild(_ name: String, _ parameters: Int) throws {
    let experiment = try Experiment(ModelTests.config(name))
    let model = try experiment.model(for: experiment.prepareData())
    #expect(try model.graph.layers.map(\.parameterCount).reduce(0, +) == parameters)
  }

  @Test(arguments: ["iris", "penguins", "penguins_transforms", "diabetes"])
  func theSmallExamplesTrain(_ name: String) throws {
    let workshop = try Workshop()
    var command = TrainCommand(config: ModelTests.config(name))
    command.overrides = ["fit.epochs=2"]
    command.output = workshop["run"]
    command.quiet = true
    let outcome = workshop.perform { try command.run($0) }
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let line = outcome.out.split(separator: "\n").first { $0.hasPrefix("test: ") } ?? ""
    #expect(workshop.evaluate("run/checkpoints/best.safetensors").out == line + "\n")
  }

  private let inputs = Tensor((0..<24).map { Float($0 % 7) - 3 }, shape: [8, 3])
  private let targets = Tensor((0..<8).map { Float($0 % 3) }, shape: [8, 1])

  private func layers() -> [any Layer] { [Dense(4, activation: .tanh), Dense(1)] }

  @Test func aModelWithoutLossIsSavedAndLoaded() throws {
    let directory = try TemporaryDirectory()
    let model = Sequential(layers(), name: "plain", seed: 3)
    let before = try model.predict(inputs)
    try model.save(directory["m.safetensors"])
    let loaded = try Sequential.load(directory["m.safetensors"])
    #expect(loaded.name == "plain")
    #expect(loaded.options == nil)
    #expect(try loaded.predict(inputs) == before)
    try loaded.save(directory["n.safetensors"])
    #expect(try directory.read("m.safetensors") == directory.read("n.safetensors"))
  }

  @Test func aCompiledModelGoesOnWhereItWasSaved() throws {
    let directory = try TemporaryDirectory()
    let data = Dataset(inputs: inputs, targets: targets)
    let model = Sequential(layers(), seed: 3)
    try model.compile(optimizer: Adam(), loss: MeanSquaredError())
    try model.fit(data, FitOptions(epochs: 2, batchSize: 4))
    try model.save(directory["m.safetensors"])
    let loaded = try Sequential.load(directory["m.safetensors"])
    try model.fit(data, FitOptions(epochs: 4, batchSize: 4), initialEpoch: 2)
    try loaded.fit(data, FitOptions(epochs: 4, batchSize: 4), initialEpoch: 2)
    try model.save(directory["a.safetensors"])
    try loaded.save(directory["b.safetensors"])
    #expect(try directory.read("a.safetensors") == directory.read("b.safetensors"))
    #expect(try directory.read("a.safetensors") != directory.read("m.safetensors"))
  }

  @Test func aSavedModelHasNoFilesToPredictFrom() throws {
    let workshop = try Workshop()
    let model = Sequential(layers(), seed: 3)
    try model.build(sampleShape: [3])
    try model.save(workshop["m.safetensors"])
    let outcome = workshop.predict("flowers.csv", checkpoint: "m.safetensors")
    #expect(outcome.exitCode == 65)
    #expect(
      outcome.err == """
        m.safetensors: error: a Swift program saved this model, and it does not say how files \
        become its inputs

        """)
  }
}
