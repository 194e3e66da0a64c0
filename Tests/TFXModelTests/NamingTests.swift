import TFXCore
import TFXGraph
import TFXModel
import TestSupport
import Testing

/// A layer of Keras and the name that it has if it is given none.
struct LayerName: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let `default`: String

  static let all: [LayerName] = Fixture.cases("layer_names")
  var testDescription: String { name }
}

/// Names as Keras gives them, under which weights are exchanged.
@Suite struct NamingTests {
  @Test(arguments: LayerName.all)
  func snakeCase(_ layer: LayerName) { #expect(TFXModel.snakeCase(layer.name) == layer.default) }

  @Test func layersHaveKerasNames() {
    let known = Set(LayerName.all.map(\.name))
    let common = layerCatalog.types.count { known.contains($0.kind) }
    // The others are ours, such as SelfAttention.
    #expect(common > layerCatalog.types.count / 2)
    #expect(TFXModel.snakeCase("SelfAttention") == "self_attention")
  }

  private func names(_ entries: [LayerEntry]) throws -> [String] {
    try ModelGraph(entries, sampleShape: [4], options: nil, seed: 0).layers.map(\.name)
  }

  @Test func defaultNamesCount() throws {
    let entries = [Dense(2), Dense(2), Dropout(0.1), Dense(2)] as [any Layer]
    #expect(
      try names(entries.map { LayerEntry($0) }) == ["dense", "dense_1", "dropout", "dense_2"])
  }

  @Test func defaultNamesGiveWayToChosenOnes() throws {
    let entries = [
      LayerEntry(Dense(2)), LayerEntry(Dense(2), name: "dense"),
      LayerEntry(Dense(2), name: "dense_2"), LayerEntry(Dense(2)),
    ]
    #expect(try names(entries) == ["dense_1", "dense", "dense_2", "dense_3"])
  }

  @Test func weightsAreNamedAfterTheirLayer() throws {
    let layers = [Dense(3), BatchNormalization(), Dense(2, useBias: false)] as [any Layer]
    let options = CompileOptions(optimizer: Adam(), loss: MeanSquaredError())
    let model = try ModelGraph(
      layers.map { LayerEntry($0) }, sampleShape: [4], options: options, seed: 0)
    let weights = [
      "dense/kernel", "dense/bias", "batch_normalization/gamma", "batch_normalization/beta",
      "batch_normalization/moving_mean", "batch_normalization/moving_variance", "dense_1/kernel",
    ]
    #expect(model.weights.map(\.name) == weights)
    let trained = weights.filter { !$0.contains("moving") }
    let slots = Set(trained.flatMap { ["optimizer/\($0)/m", "optimizer/\($0)/v"] })
    #expect(slots.isSubset(of: model.state.map(\.name)))
    #expect(
      Set(model.state.map(\.name)).subtracting(slots).subtracting(weights)
        == ["optimizer/iterations", "optimizer/learning_rate"])
    try model.graph.verify()
  }
}
