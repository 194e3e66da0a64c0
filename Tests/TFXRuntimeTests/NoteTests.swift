import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Convolutions with max pools behind them: a plan lets pools note where their maxima stood, and
/// merges pools and their gradients into convolutions. Fetching what lies between keeps it from that.
@Suite struct NoteTests {
  struct Block: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let image: Shape
    let filter: Shape
    var padding = Padding.valid
    var window = 2
    /// What runs in place of the operations of the graph, in the order of the run.
    let merged: [String]
  }

  static let blocks = [
    Block(
      testDescription: "many channels", image: [3, 9, 10, 16], filter: [3, 3, 16, 32],
      merged: [
        "_FusedConv2DMaxPool", "_PooledConv2DBackpropInput", "_PooledConv2DBackpropFilter",
      ]),
    Block(
      testDescription: "with padding", image: [2, 8, 8, 32], filter: [3, 3, 32, 16],
      padding: .same,
      merged: [
        "_FusedConv2DMaxPool", "_PooledConv2DBackpropInput", "_PooledConv2DBackpropFilter",
      ]),
    // The gradient of the images has no loop of its own, so that neither has that of the filter.
    Block(
      testDescription: "one channel", image: [3, 9, 10, 1], filter: [3, 3, 1, 16],
      merged: ["_FusedConv2DMaxPool", "_MaxPoolGradWithPlaces"]),
    Block(
      testDescription: "odd channels", image: [3, 9, 10, 5], filter: [3, 3, 5, 7],
      merged: ["_FusedConv2D", "_MaxPoolWithPlaces", "_MaxPoolGradWithPlaces"]),
    Block(
      testDescription: "windows of 3×3", image: [3, 9, 10, 16], filter: [3, 3, 16, 32], window: 3,
      merged: ["_FusedConv2D", "_MaxPoolWithPlaces", "_MaxPoolGradWithPlaces"]),
  ]

  private struct Built {
    let x: Output
    let between: [Output]
    let wanted: [Output]
    let session: Session
  }

  private func build(_ block: Block, _ dtype: DType, winograd: Winograd = .always) throws -> Built {
    let graph = Graph()
    let x = try graph.placeholder(dtype, shape: block.image)
    let w = try graph.variable("w", numbers(block.filter, 5).converted(to: dtype))
    let b = try graph.variable("b", numbers([block.filter[3]], 9).converted(to: dtype))
    let sum = try graph.biasAdd(try graph.conv2D(x, w.value, padding: block.padding), b.value)
    let y = try graph.relu(sum)
    let pooled = try graph.maxPool(y, window: Pair(block.window))
    let loss = try graph.sum(try graph.square(pooled))
    let gradients = try graph.gradients(of: loss, withRespectTo: [x, w.value, b.value])
    let session = Session(graph, winograd: winograd)
    try session.initialize()
    let grad = graph.operations.last { $0.type == "MaxPoolGrad" }
    return Built(
      x: x, between: [y, try #require(grad).output(0)], wanted: [pooled] + gradients.map { $0! },
      session: session)
  }

  @Test(arguments: blocks, [DType.float32, .float64])
  func givesTheSame(_ block: Block, _ dtype: DType) throws {
    let built = try build(block, dtype)
    let feeds = [built.x: numbers(block.image, 2).converted(to: dtype)]
    let each = try built.session.run(built.wanted + built.between, feeding: feeds)
    let whole = try built.session.run(built.wanted, feeding: feeds)
    let allowed = dtype == .float64 ? 1e-12 : 2e-5
    for (found, expected) in zip(whole, each) {
      #expect(found.spec == expected.spec)
      for (a, b) in zip(found.doubles(), expected.doubles()) {
        #expect(abs(a - b) <= allowed * max(1, abs(b)))
      }
      #expect(expected.doubles().contains { $0 != 0 })
    }
    // And with the filter's gradient alone, as in the first layer of a model.
    let filter = try built.session.run(built.wanted[2], feeding: feeds)
    for (a, b) in zip(filter.doubles(), each[2].doubles()) {
      #expect(abs(a - b) <= allowed * max(1, abs(b)))
    }
  }

  @Test(arguments: blocks)
  func merges(_ block: Block) throws {
    let built = try build(block, .float32)
    let types = try types(built.session, built.wanted, built)
    #expect(types.filter { $0.hasPrefix("_") } == block.merged)
    // What lies between is kept if it is asked for.
    let kept = try self.types(built.session, built.wanted + built.between, built)
    #expect(kept.contains { $0.hasSuffix("MaxPoolGradWithPlaces") })
    #expect(!kept.contains { $0.hasPrefix("_Pooled") || $0 == "_FusedConv2DMaxPool" })
  }

  @Test func theFirstLayerNeedsNoGradientOfTheImages() throws {
    let built = try build(Self.blocks[2], .float32)
    let types = try types(built.session, [built.wanted[0], built.wanted[2]], built)
    #expect(
      types.filter { $0.hasPrefix("_") } == ["_FusedConv2DMaxPool", "_PooledConv2DBackpropFilter"])
  }

  /// Where a relu made the images, its gradient is part of the convolution's.
  @Test(arguments: [2, 3], [DType.float32, .float64])
  func reluBeforeTheConvolution(_ window: Int, _ dtype: DType) throws {
    let graph = Graph()
    let x = try graph.placeholder(dtype, shape: [2, 9, 9, 16])
    let w = try graph.variable("w", numbers([3, 3, 16, 16], 5).converted(to: dtype))
    let positive = try graph.relu(x)
    let y = try graph.conv2D(positive, w.value)
    let pooled = try graph.maxPool(y, window: Pair(window))
    let loss = try graph.sum(try graph.square(pooled))
    let dx = try #require(try graph.gradients(of: loss, withRespectTo: [x])[0])
    let session = Session(graph)
    try session.initialize()
    let between = try #require(graph.operations.last { $0.type == "Conv2DBackpropInput" })
    let feeds = [x: numbers([2, 9, 9, 16], 2).converted(to: dtype)]
    let whole = try session.run(dx, feeding: feeds)
    let each = try session.run([dx, between.output(0)], feeding: feeds)[0]
    for (a, b) in zip(whole.doubles(), each.doubles()) {
      #expect(abs(a - b) <= (dtype == .float64 ? 1e-12 : 2e-5) * max(1, abs(b)))
    }
    #expect(each.doubles().contains { $0 != 0 })
    let types = try session.prepare([dx], feeding: [(x, x.shape)]).profile(runs: 1).map(\.type)
    #expect(
      types.contains(window == 2 ? "_PooledConv2DBackpropInput" : "_FusedConv2DBackpropInput"))
    #expect(!types.contains("ReluGrad"))
  }

  /// Inference needs no places.
  @Test func inferenceTakesNoNotes() throws {
    let built = try build(Self.blocks[0], .float32)
    #expect(
      try types(built.session, [built.wanted[0]], built).filter { $0.hasPrefix("_") }
        == ["_FusedConv2DMaxPool"])
    let never = try build(Self.blocks[0], .float32, winograd: .never)
    let types = try types(never.session, [never.wanted[0]], never)
    #expect(types.contains("MaxPool") && types.contains("_FusedConv2D"))
  }

  private func types(_ session: Session, _ fetches: [Output], _ built: Built) throws -> [String] {
    let callable = try session.prepare(fetches, feeding: [(built.x, built.x.shape)])
    return try callable.profile(runs: 1).map(\.type)
  }

  /// Numbers of both signs, all different.
  private func numbers(_ shape: Shape, _ seed: UInt64) -> Tensor {
    let count = shape.elementCount
    let order = Philox(seed: seed, stream: 4).permutation(of: count)
    return Tensor(order.map { (Double($0) + 0.5) / Double(count) - 0.45 }, shape: shape)
  }
}
