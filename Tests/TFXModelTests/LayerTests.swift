import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// One layer in Keras: what goes in, what comes out, and all gradients.
struct LayerCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let training: Bool
  let input: FixtureTensor
  let weights: [FixtureTensor]
  let cotangent: FixtureTensor
  let output: FixtureTensor
  let input_gradient: FixtureTensor
  let weight_gradients: [FixtureTensor]
  /// What Keras computed in, if not float64.
  let dtype: String?
  /// Which time steps count, as 0 and 1.
  let mask: FixtureTensor?
  let moving_mean_after: FixtureTensor?
  let moving_variance_after: FixtureTensor?

  static let all: [LayerCase] = Fixture.allCases("layers")
  var testDescription: String { name }

  /// The layer, read from Keras's arguments as from a file.
  func layer() throws -> any Layer {
    var diagnostics = Diagnostics()
    let node = ConfigNode(.mapping([ConfigNode.Entry(kind, arguments.node)]))
    let entry = LayerEntry.read(node, &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    return try #require(entry).layer
  }

  /// Keras rounds slopes, Rescaling's factor and gelu's √2 to float32 even in float64, and some
  /// layers are float32 in TensorFlow, so that those numbers carry that.
  func tolerance(_ dtype: DType) -> Tolerance {
    if dtype == .float64 && self.dtype != nil { return Tolerance(1e-6, ofLargest: 1e-6) }
    let text = flow(arguments.node)
    let rounds =
      ["LeakyReLU", "Rescaling"].contains(kind) || text.contains("negative_slope")
      || text.contains("leaky_relu") || text.contains("gelu")
    return dtype == .float64 && rounds ? Tolerance(1e-7, ofLargest: 1e-7) : .rounding(dtype)
  }
}

@Suite struct LayerTests {
  @Test(arguments: LayerCase.all, [DType.float64, .float32])
  func asKeras(_ test: LayerCase, _ dtype: DType) throws {
    let layer = try test.layer()
    let input = test.input.tensor(dtype)
    let graph = Graph(seed: 1)
    let x = try graph.placeholder(dtype, shape: input.shape.withoutBatch.batched())
    let step = try graph.constant(Tensor(Int64(0)))
    var context = LayerContext(
      isTraining: test.training, step: step, store: WeightStore(graph, dtype))
    let mask = try test.mask.map { mask in
      (
        input: try graph.placeholder(.bool, shape: [Shape.unknown, mask.shape[1]]),
        value: mask.tensor(.float64).converted(to: .bool)
      )
    }
    let y = try context.call(
      layer, named: "layer", on: [LayerValue(x, mask: mask?.input)]
    ).output
    let weights = context.store.weights.map(\.variable)
    #expect(weights.map(\.name) == test.weights.map { "layer/\($0.name ?? "")" })
    #expect(weights.map(\.spec.shape.dimensions) == test.weights.map(\.shape))
    let trained = weights.filter(\.isTrainable)
    #expect(trained.map(\.name) == test.weight_gradients.map { "layer/\($0.name ?? "")" })
    let expected = test.output.tensor(dtype)
    #expect(y.shape == expected.shape.withoutBatch.batched())
    let seed = try graph.placeholder(dtype, shape: y.shape)
    let gradients = try graph.gradients(
      of: y, withRespectTo: [x] + trained.map(\.value), seed: seed
    ).map { try #require($0) }
    try graph.verify()

    let session = Session(graph)
    try session.initialize()
    for (weight, value) in zip(weights, test.weights) {
      try session.setValue(value.tensor(dtype), of: weight)
    }
    var feeds = [x: input, seed: test.cotangent.tensor(dtype)]
    if let mask { feeds[mask.input] = mask.value }
    let results = try session.run([y] + gradients, targets: context.updates, feeding: feeds)
    let wanted = [test.output, test.input_gradient] + test.weight_gradients
    for (index, (found, expected)) in zip(results, wanted).enumerated() {
      let what = index == 0 ? "output" : "gradient \(index - 1)"
      #expect(
        difference(found, expected.tensor(dtype), test.tolerance(dtype)) == nil, "\(what)")
    }
    let moved = [
      ("moving_mean", test.moving_mean_after), ("moving_variance", test.moving_variance_after),
    ]
    for case (let name, let expected?) in moved {
      let weight = try #require(weights.first { $0.name == "layer/\(name)" })
      let found = try session.value(of: weight)
      #expect(difference(found, expected.tensor(dtype), test.tolerance(dtype)) == nil, "\(name)")
    }
  }

  @Test func everyLayerHasTwoCases() {
    let kinds = LayerCase.all.map(\.kind) + LayerRowCase.kinds
    for type in layerCatalog.types {
      #expect(kinds.count { $0 == type.kind } >= 2, "\(type.kind)")
    }
  }
}
