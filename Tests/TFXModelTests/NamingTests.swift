import TFXCore
import TFXGraph
import TFXModel
import Testing

/// Names as Keras gives them, under which weights are exchanged.
@Suite struct NamingTests {
  // From keras.src.utils.naming.to_snake_case of Keras 3.15.
  @Test(arguments: [
    ("Dense", "dense"), ("Conv2D", "conv2d"), ("MaxPooling2D", "max_pooling2d"),
    ("AveragePooling2D", "average_pooling2d"),
    ("GlobalAveragePooling2D", "global_average_pooling2d"), ("Flatten", "flatten"),
    ("Reshape", "reshape"), ("Dropout", "dropout"),
    ("BatchNormalization", "batch_normalization"), ("Activation", "activation"),
    ("ReLU", "re_lu"), ("LeakyReLU", "leaky_re_lu"), ("ELU", "elu"), ("Softmax", "softmax"),
    ("Rescaling", "rescaling"),
  ])
  func snakeCase(_ kind: String, _ name: String) {
    #expect(TFXModel.snakeCase(kind) == name)
    #expect(layerCatalog.type(named: kind) != nil)
  }

  @Test func everyLayerIsNamed() { #expect(layerCatalog.types.count == 15) }

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
