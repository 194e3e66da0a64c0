import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// A row of layers in Keras, around recurrent ones: what goes in, what comes out with its mask, and all
/// gradients.
struct LayerRowCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let layers: [Arguments]
  let input: FixtureTensor
  let weights: [FixtureTensor]
  let cotangent: FixtureTensor
  let output: FixtureTensor
  let mask: FixtureTensor?
  let input_gradient: FixtureTensor?
  let weight_gradients: [FixtureTensor]

  static let all: [LayerRowCase] = Fixture.cases("recurrent")
  var testDescription: String { name }

  /// The kinds of all layers of all cases, those within others among them.
  static var kinds: [String] { all.flatMap { $0.layers.flatMap { kinds(in: $0.node) } } }

  private static func kinds(in node: ConfigNode) -> [String] {
    switch node.content {
    case .scalar(let kind, _): return [kind]
    case .mapping(let entries):
      return entries.flatMap { entry in
        guard case .mapping(let fields) = entry.value.content else { return [entry.key] }
        let inner = fields.filter { ["layer", "backward_layer"].contains($0.key) }
        return [entry.key] + inner.flatMap { kinds(in: $0.value) }
      }
    case .null, .sequence: return []
    }
  }

  func entries() throws -> [LayerEntry] {
    var diagnostics = Diagnostics()
    let entries = layers.map { LayerEntry.read($0.node, &diagnostics) }
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    return try entries.map { try #require($0) }
  }
}

@Suite struct RecurrentLayerTests {
  /// As in Keras, with the graph for inference and that for training, which keeps what gradients need.
  @Test(arguments: LayerRowCase.all, [DType.float64, .float32])
  func asKeras(_ test: LayerRowCase, _ dtype: DType) throws {
    // Dropout is what training and inference differ in.
    let drops = test.layers.contains { flow($0.node).contains("Dropout") }
    for isTraining in drops ? [false] : [false, true] {
      try compare(test, dtype, isTraining: isTraining)
    }
  }

  private func compare(_ test: LayerRowCase, _ dtype: DType, isTraining: Bool) throws {
    let input = test.input.tensor(dtype)
    let graph = Graph(seed: 1)
    let x = try graph.placeholder(input.dtype, shape: input.shape.withoutBatch.batched())
    var context = LayerContext(
      isTraining: isTraining, step: try graph.constant(Tensor(Int64(0))),
      store: WeightStore(graph, dtype))
    let value = try context.call(test.entries(), on: LayerValue(x))
    let y = value.output
    let weights = context.store.weights.map(\.variable)
    #expect(weights.map(\.name) == test.weights.compactMap(\.name))
    #expect(weights.map(\.spec.shape.dimensions) == test.weights.map(\.shape))
    let expected = test.output.tensor(dtype)
    #expect(y.shape == expected.shape.withoutBatch.batched())
    #expect((value.mask == nil) == (test.mask == nil))

    let seed = try graph.placeholder(dtype, shape: y.shape)
    let sources = (test.input_gradient == nil ? [] : [x]) + weights.map(\.value)
    let gradients = try graph.gradients(of: y, withRespectTo: sources, seed: seed)
      .map { try #require($0) }
    try graph.verify()
    let session = Session(graph)
    try session.initialize()
    for (weight, value) in zip(weights, test.weights) {
      try session.setValue(value.tensor(dtype), of: weight)
    }
    let masks = try value.mask.map { [try graph.cast($0, to: .int32)] } ?? []
    let results = try session.run(
      [y] + gradients + masks, feeding: [x: input, seed: test.cotangent.tensor(dtype)])
    var wanted = [test.output] + [test.input_gradient].compactMap { $0 }
    wanted += test.weight_gradients + [test.mask].compactMap { $0 }
    #expect(results.count == wanted.count)
    for (index, (found, expected)) in zip(results, wanted).enumerated() {
      let what = index == 0 ? "output" : "result \(index)"
      #expect(
        difference(found, expected.tensor(dtype), tolerance(test, dtype)) == nil,
        "\(what), \(isTraining ? "training" : "inference")")
    }
  }

  /// Keras rounds leaky_relu's slope and rescaling's factor to float32 even in float64.
  private func tolerance(_ test: LayerRowCase, _ dtype: DType) -> Tolerance {
    let rounds = test.layers.contains {
      flow($0.node).contains("leaky_relu") || flow($0.node).contains("Rescaling")
    }
    if dtype == .float64 { return rounds ? Tolerance(1e-7, ofLargest: 1e-7) : .rounding(dtype) }
    return Tolerance(1e-5, ofLargest: 2e-6)
  }

  @Test(arguments: [
    ("{LSTM: {units: 0}}", "'units' must be at least 1, found '0'"),
    (
      "{LSTM: {units: 2, activation: gelu}}",
      "expected one of linear, tanh, hard_tanh, sigmoid, hard_sigmoid, relu, relu6, leaky_relu, "
        + "elu, selu, exponential, softplus, softsign, found 'gelu'"
    ),
    ("{GRU: {units: 2, dropout: 1}}", "'dropout' must be at least 0.0 and below 1.0, found '1'"),
    (
      "{GRU: {units: 2, stateful: true}}",
      "'stateful' must be false, as samples are shuffled, so that no batch continues another, "
        + "found 'true'"
    ),
    (
      "{SimpleRNN: {units: 2, return_state: true}}",
      "'return_state' must be false, as nothing behind the layer could take the state, found 'true'"
    ),
    ("{Embedding: {input_dim: 0, output_dim: 2}}", "'input_dim' must be at least 1, found '0'"),
    ("{Bidirectional: {layer: {Dense: {units: 2}}}}", "Dense does not go along time steps"),
    (
      "{Bidirectional: {layer: {LSTM: {units: 2, go_backwards: true}}}}",
      "both layers go in one direction"
    ),
    (
      "{Bidirectional: {layer: {LSTM: {units: 2}}, backward_layer: {LSTM: {units: 2}}}}",
      "both layers go in one direction"
    ),
    (
      "{Bidirectional: {layer: {LSTM: {units: 2}}, backward_layer: {LSTM: {units: 2, "
        + "go_backwards: true, return_sequences: true}}}}",
      "return_sequences differs from that of the other layer"
    ),
    (
      "{Bidirectional: {layer: {LSTM: {units: 2}}, merge_mode: null}}",
      "expected one of concat, sum, mul, ave, found nothing"
    ),
    (
      "{TimeDistributed: {layer: BatchNormalization}}",
      "BatchNormalization cannot take time steps one after the other"
    ),
  ])
  func refuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(LayerEntry.read(try node(text), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }

  @Test func sequencesAreNeeded() throws {
    let error = #expect(throws: ModelError.self) {
      _ = try ModelGraph(
        [LayerEntry(LSTM(2)), LayerEntry(GRU(2))], sampleShape: [3, 2], options: nil, seed: 0)
    }
    #expect(
      error?.description
        == "GRU 'gru' needs sequences [batch, time, features] of known time and features, but gets "
        + "[?, 2]")
  }

  /// The forget gate's bias begins at 1.
  @Test func forgetBias() throws {
    let model = try ModelGraph(
      [LayerEntry(LSTM(2))], sampleShape: [3, 2], options: nil, seed: 0)
    let session = Session(model.graph)
    try session.initialize()
    let bias = try #require(model.graph.variable(named: "lstm/bias"))
    #expect(try session.value(of: bias).doubles() == [0, 0, 1, 1, 0, 0, 0, 0])
  }

  /// Dropout draws one mask a sequence, or with recurrent dropout one for each gate, and the same step
  /// draws the same again. Its mean is that of no dropout.
  @Test(arguments: [0, 0.3])
  func dropout(_ recurrentDropout: Double) throws {
    // A linear layer that adds up its inputs: what comes out are the factors, times the steps.
    var layer = SimpleRNN(1)
    layer.activation = .linear
    layer.cell.useBias = false
    layer.cell.kernel.initializer = InitializerField(Ones())
    layer.cell.recurrent.initializer = InitializerField(Ones())
    layer.cell.dropout = recurrentDropout == 0 ? 0.25 : 0
    layer.cell.recurrentDropout = recurrentDropout
    let graph = Graph(seed: 3)
    let x = try graph.placeholder(.float32, shape: [Shape.unknown, 2, 1])
    let step = try graph.placeholder(.int64, shape: .scalar)
    var context = LayerContext(
      isTraining: true, step: step, store: WeightStore(graph, .float32))
    let y = try context.call(LayerEntry(layer), named: "rnn", on: [LayerValue(x)]).output
    let session = Session(graph)
    try session.initialize()
    let batch = 20_000
    let ones = Tensor([Float](repeating: 1, count: 2 * batch), shape: [batch, 2, 1])
    func run(_ number: Int64) throws -> [Double] {
      try session.run(y, feeding: [x: ones, step: Tensor(number)]).doubles()
    }
    let first = try run(1)
    #expect(try run(1) == first)
    #expect(try run(2) != first)
    let mean = first.reduce(0, +) / Double(batch)
    #expect(abs(mean - 2) < 0.03)
    // Of inputs, both steps' are dropped or none; of states, the only one before a step.
    let values = Set(first.map { ($0 * 1000).rounded() })
    #expect(values == (recurrentDropout == 0 ? [0, 2667] : [1000, 2429]))
  }
}
