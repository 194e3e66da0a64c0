import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import Testing

/// What layers other than the simple ones need: layers within them, masks, several inputs, whole
/// numbers, additions to the loss, updates.
@Suite struct LayerFormTests {
  private func session(_ graph: Graph) throws -> Session {
    try graph.verify()
    let session = Session(graph)
    try session.initialize()
    return session
  }

  /// y = forward(x) + backward(x), with two sets of weights for one layer.
  private struct Both: Layer {
    static let kind = "Both"
    var layer = LayerEntry(Dense(1))

    mutating func fields(_ f: inout some FieldVisitor) {
      f.required("layer", &layer, "the layer that is called twice")
    }

    func call(
      _ inputs: [LayerValue], _ context: inout LayerContext
    ) throws(GraphError) -> LayerValue {
      let name = snakeCase(layer.layer.kind)
      let forward = try context.call(layer.layer, named: "forward_\(name)", on: inputs)
      let backward = try context.call(layer.layer, named: "backward_\(name)", on: inputs)
      return LayerValue(try forward.output + backward.output)
    }
  }

  /// y = layers(x) + x.
  private struct Around: Layer {
    static let kind = "Around"
    var layers: [LayerEntry] = []

    mutating func fields(_ f: inout some FieldVisitor) {
      f.required("layers", &layers, "the layers in a row")
    }

    func call(
      _ inputs: [LayerValue], _ context: inout LayerContext
    ) throws(GraphError) -> LayerValue {
      let value = try context.call(layers, on: inputs[0])
      return LayerValue(try value.output + inputs[0].output, mask: value.mask)
    }
  }

  @Test func layersWithinLayersHaveNamesAndWeightsOfTheirOwn() throws {
    var both = Both()
    both.layer = LayerEntry(Dense(3))
    var around = Around()
    around.layers = [LayerEntry(both), LayerEntry(Dense(3)), LayerEntry(Dense(3), name: "last")]
    let model = try ModelGraph(
      [LayerEntry(Dense(3)), LayerEntry(around), LayerEntry(around)], sampleShape: [4],
      options: CompileOptions(optimizer: Adam(), loss: MeanSquaredError()), seed: 1)
    #expect(
      model.layers[1].weights.map(\.name) == [
        "around/both/forward_dense/kernel", "around/both/forward_dense/bias",
        "around/both/backward_dense/kernel", "around/both/backward_dense/bias",
        "around/dense/kernel", "around/dense/bias", "around/last/kernel", "around/last/bias",
      ])
    #expect(model.layers[2].weights.first?.name == "around_1/both/forward_dense/kernel")
    #expect(model.layers.map(\.parameterCount) == [15, 48, 48])
    #expect(model.state.map(\.name).contains("optimizer/around/both/forward_dense/kernel/m"))

    // The maths for training has the same weights: without dropout, both compute the same.
    let session = try session(model.graph)
    let training = try #require(model.training)
    let x = Tensor([0.5, -1, 2, 0.25, 1, 1, 0, -2] as [Float], shape: [2, 4])
    let target = Tensor(shape: [2, 3], dtype: .float32)
    let losses = try session.run(
      [training.trainMeasures.loss, training.evaluationMeasures.loss],
      targets: [training.trainStep], feeding: [model.input: x, training.target: target])
    #expect(losses[0] == losses[1])
    let kernel = try session.value(of: model.layers[1].weights[0]).doubles()
    let other = try session.value(of: model.layers[1].weights[2]).doubles()
    #expect(zip(kernel, other).allSatisfy { $0 != $1 })
  }

  @Test func aLayerWithinALayerIsNamedWhereItCannotTakeItsInput() throws {
    var around = Around()
    around.layers = [LayerEntry(Flatten()), LayerEntry(Conv2D(2, 3))]
    let error = #expect(throws: ModelError.self) {
      _ = try ModelGraph(
        [LayerEntry(Dense(3)), LayerEntry(around)], sampleShape: [4], options: nil, seed: 0)
    }
    #expect(error?.layer == 1)
    #expect(
      error?.description
        == "Conv2D 'around/conv2d' needs images [batch, height, width, channels], but gets [?, 3]")
    #expect(error?.help == "put a Reshape before it")
  }

  /// Time steps that are 0 everywhere don't count.
  private struct Skipping: Layer {
    static let kind = "Skipping"
    mutating func fields(_ f: inout some FieldVisitor) {}

    func call(
      _ inputs: [LayerValue], _ context: inout LayerContext
    ) throws(GraphError) -> LayerValue {
      let x = inputs[0].output
      let isOther = try x.graph.notEqual(x, try x.graph.constant(0, x.dtype))
      return LayerValue(x, mask: try x.graph.any(isOther, axes: [-1]))
    }
  }

  /// The mean of the time steps that count.   [batch, time, features] → [batch, features]
  private struct TimeMean: Layer {
    static let kind = "TimeMean"
    mutating func fields(_ f: inout some FieldVisitor) {}

    func call(
      _ inputs: [LayerValue], _ context: inout LayerContext
    ) throws(GraphError) -> LayerValue {
      let x = inputs[0].output
      guard let mask = inputs[0].mask else {
        return LayerValue(try x.graph.mean(x, axes: [1]))
      }
      let counts = try x.graph.expandDims(try x.graph.cast(mask, to: x.dtype), axis: -1)
      let sum = try x.graph.sum(try x * counts, axes: [1])
      return LayerValue(try sum / x.graph.sum(counts, axes: [1]))
    }
  }

  @Test func masksGoThroughLayersThatPassThem() throws {
    let x = Tensor([1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 5, 7] as [Float], shape: [2, 3, 2])
    func mean(_ layers: [any Layer]) throws -> [Double] {
      let model = try ModelGraph(
        layers.map { LayerEntry($0) }, sampleShape: [3, 2], options: nil, seed: 0)
      return try session(model.graph).run(model.prediction, feeding: [model.input: x]).doubles()
    }
    let third = Double(Float(5) / 3)
    let masked: [Double] = [2, 3, 5, 7]
    #expect(try mean([Skipping(), TimeMean()]) == masked)
    #expect(try mean([Skipping(), Dropout(0.5), Activation(.relu), TimeMean()]) == masked)
    // A Reshape makes other time steps, to which the mask says nothing.
    let all = try mean([Skipping(), Reshape([3, 2]), TimeMean()])
    #expect(all == (try mean([TimeMean()])))
    #expect(abs(all[2] - third) < 1e-6)
  }

  /// Numbers beside the rows of a table that ids choose.
  /// [batch, features], [batch, 1] → [batch, features + width]
  private struct Joined: Layer {
    static let kind = "Joined"
    var width = 2
    mutating func fields(_ f: inout some FieldVisitor) {}

    func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec] {
      if inputs.count != 2 {
        throw LayerError(expected: "numbers and ids", found: inputs[0].shape)
      }
      return [
        WeightSpec("embeddings", [5, width], Ones()),
        WeightSpec("seen", [1], Zeros(), dtype: .int64, isTrainable: false),
      ]
    }

    func call(
      _ inputs: [LayerValue], _ context: inout LayerContext
    ) throws(GraphError) -> LayerValue {
      let (x, ids) = (inputs[0].output, inputs[1].output)
      let graph = x.graph
      let rows = try graph.reshape(
        try graph.gather(context.weight("embeddings"), ids), to: [Shape.unknown, width])
      context.addLoss(try graph.mean(rows))
      if context.isTraining {
        let one = try graph.constant(1, .int64)
        try context.update("seen", to: try context.weight("seen") + one)
      }
      return LayerValue(try graph.concat([x, rows], axis: 1))
    }
  }

  /// Two named inputs, one of whole numbers; a weight of whole numbers that training counts up; an
  /// addition to the loss.
  @Test func severalInputsLossesAndUpdates() throws {
    let model = try ModelGraph(
      [LayerEntry(Joined()), LayerEntry(Dense(1))],
      inputs: [.init("numbers", [3]), .init("ids", [1], dtype: .int32)], seed: 0)
    try model.compile(CompileOptions(optimizer: SGD(0), loss: MeanSquaredError()))
    #expect(model.inputs.map(\.operation.name) == ["numbers", "ids"])
    #expect(model.layers.map(\.outputShape) == [[Shape.unknown, 5], [Shape.unknown, 1]])
    let session = try session(model.graph)
    let training = try #require(model.training)
    let zeros = Tensor(shape: [5, 1], dtype: .float32)
    try session.setValue(zeros, of: try #require(model.graph.variable(named: "dense/kernel")))
    let feeds = [
      model.inputs[0]: Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]),
      model.inputs[1]: Tensor([4, 0] as [Int32], shape: [2, 1]),
      training.target: Tensor([2, 2] as [Float], shape: [2, 1]),
    ]
    // 2² from the targets, and 1, the mean of the rows.
    for _ in 0..<2 {
      let loss = try session.run(
        [training.trainMeasures.loss], targets: [training.trainStep], feeding: feeds)
      #expect(loss[0].doubles() == [5])
    }
    #expect(try session.run(training.evaluationMeasures.loss, feeding: feeds).doubles() == [5])
    let seen = try #require(model.graph.variable(named: "joined/seen"))
    #expect(seen.spec == TensorSpec([1], .int64))
    #expect(try session.value(of: seen) == Tensor([2] as [Int64]))
    let error = #expect(throws: ModelError.self) {
      _ = try ModelGraph(
        [LayerEntry(Dense(1))], inputs: [.init("a", [3]), .init("b", [3])], seed: 0)
    }
    #expect(
      error?.description == "Dense 'dense' needs a single input, not 2, but gets [?, 3]")
  }

  /// Rows of a table that ids choose.   [batch, n] → [batch, n, 2]
  private struct Rows: Layer {
    static let kind = "Rows"
    var takesWholeNumbers: Bool { true }
    mutating func fields(_ f: inout some FieldVisitor) {}

    func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
      [WeightSpec("embeddings", [3, 2], GlorotUniform())]
    }

    func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
      try x.graph.gather(context.weight("embeddings"), x)
    }
  }

  @Test func wholeNumbersGoIntoTheFirstLayer() throws {
    let model = try ModelGraph(
      [LayerEntry(Rows()), LayerEntry(Flatten())], sampleShape: [2], options: nil, seed: 3)
    #expect(model.input.dtype == .int32)
    #expect(model.weights.map(\.spec) == [TensorSpec([3, 2])])
    let session = try session(model.graph)
    let table = try session.value(of: model.weights[0]).doubles()
    let y = try session.run(
      model.prediction, feeding: [model.input: Tensor([2, 0] as [Int32], shape: [1, 2])])
    #expect(y.doubles() == Array(table[4...]) + table[..<2])
  }

  /// Weights of samples multiply their losses, and the mean is over all samples, as in Keras.
  @Test func weightsOfSamples() throws {
    let model = try ModelGraph(
      [LayerEntry(Dense(1, useBias: false))], inputs: [.init("input", [1])], seed: 0)
    try model.compile(
      CompileOptions(
        optimizer: SGD(0.1), loss: MeanSquaredError(), metrics: [MeanAbsoluteErrorMetric()]),
      hasSampleWeights: true)
    let training = try #require(model.training)
    let session = try session(model.graph)
    try session.setValue(Tensor([0] as [Float], shape: [1, 1]), of: model.weights[0])
    let feeds = [
      model.input: Tensor([1, 1, 1] as [Float], shape: [3, 1]),
      training.target: Tensor([1, 2, 3] as [Float], shape: [3, 1]),
      try #require(training.sampleWeights): Tensor([3, 0, 1] as [Float]),
    ]
    let loss = try session.run(
      [training.trainMeasures.loss],
      targets: training.trainMeasures.metricUpdates + [training.trainStep], feeding: feeds)
    // (3 · 1 + 0 · 4 + 1 · 9) / 3.
    #expect(loss[0].doubles() == [4])
    // w ← 0 + 0.1 · 2 · (3 · 1 + 1 · 3) / 3.
    let weight = try session.value(of: model.weights[0]).doubles()[0]
    #expect(abs(weight - 0.4) < 1e-6)
    // Keras's `metrics` know of no weights.
    let states = try training.metrics[0].states.map { try session.value(of: $0).doubles() }
    #expect(states == [[6], [3]])
  }
}
