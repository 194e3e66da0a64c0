import Foundation
import TFXCore
import TFXData
import TFXModel
import TFXTrain
import Testing

/// Training on data that is read anew for each epoch.
@Suite struct StreamingFitTests {
  private func data(_ name: String, target: String, streaming: Bool) throws -> PreparedData {
    var config = DataConfig()
    config.train = .file(
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "datasets/\(name)").path)
    config.target = TargetConfig(target)
    config.streaming = streaming
    config.testSplit = 0.2
    if name == "penguins.csv" {
      let numbers = FeatureOptions(normalize: .zscore, missing: .mean)
      config.features = FeatureList([
        FeatureList.Entry("island"), FeatureList.Entry("bill_length_mm", numbers),
        FeatureList.Entry("bill_depth_mm", numbers),
        FeatureList.Entry("flipper_length_mm", numbers), FeatureList.Entry("body_mass_g", numbers),
      ])
    }
    if streaming { config.shuffleBuffer = 50 }
    return try PreparedData.prepare(config, as: .classIndices, seed: 42)
  }

  private func model() throws -> Sequential {
    let model = Sequential(
      [Dense(16, activation: .tanh), Dropout(0.1), Dense(3, activation: .softmax)], seed: 42)
    try model.compile(
      optimizer: Adam(0.01), loss: SparseCategoricalCrossentropy(), metrics: [Accuracy()])
    return model
  }

  @Test(arguments: [("iris.csv", "species"), ("penguins.csv", "species")])
  func isAsGoodAsInMemory(name: String, target: String) throws {
    for streaming in [true, false] {
      let data = try data(name, target: target, streaming: streaming)
      let model = try model()
      try model.fit(data.train, FitOptions(epochs: 60, batchSize: 8), validation: data.test)
      let measurements = try model.evaluate(try #require(data.test))
      #expect(measurements["accuracy"] ?? 0 >= 0.9, "\(name), streaming: \(streaming)")
    }
  }

  @Test func goesOnExactly() throws {
    let data = try data("iris.csv", target: "species", streaming: true)
    let whole = try model()
    try whole.fit(data.train, FitOptions(epochs: 4, batchSize: 16))
    let first = try model()
    try first.fit(data.train, FitOptions(epochs: 2, batchSize: 16))
    let second = try model()
    try second.build(sampleShape: Array(data.inputSpec.shape.dimensions.dropFirst()))
    try second.setState(
      Dictionary(uniqueKeysWithValues: try first.state.map { ($0.name, $0.value) }), from: "first")
    try second.fit(data.train, FitOptions(epochs: 4, batchSize: 16), initialEpoch: 2)
    #expect(try stateBytes(second) == stateBytes(whole))
  }
}
