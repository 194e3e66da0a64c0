import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Operations that a plan computes in one kernel give what they give one by one. Fetching what
/// lies between keeps a plan from merging them.
@Suite struct FusionTests {
  struct Chain: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let shape: Shape
    let filter: Shape
    /// The results in order, the last one being the whole chain's.
    let build: @Sendable (Output, Output, Output) throws -> [Output]
  }

  static let chains = [
    Chain(testDescription: "dense", shape: [5, 7], filter: [7, 3]) { x, w, b in
      let product = try x.graph.matMul(x, w)
      return [product, try x.graph.biasAdd(product, b)]
    },
    Chain(testDescription: "dense with relu", shape: [5, 7], filter: [7, 3]) { x, w, b in
      let product = try x.graph.matMul(x, w)
      let sum = try x.graph.biasAdd(product, b)
      return [product, sum, try x.graph.relu(sum)]
    },
    Chain(testDescription: "dense without bias", shape: [5, 7], filter: [7, 3]) { x, w, _ in
      let product = try x.graph.matMul(x, w)
      return [product, try x.graph.relu(product)]
    },
    Chain(testDescription: "turned matrices", shape: [7, 5], filter: [3, 7]) { x, w, b in
      let product = try x.graph.matMul(x, w, transposeA: true, transposeB: true)
      let sum = try x.graph.biasAdd(product, b)
      return [product, sum, try x.graph.relu(sum)]
    },
    Chain(testDescription: "convolution", shape: [2, 6, 5, 2], filter: [3, 2, 2, 3]) { x, w, b in
      let y = try x.graph.conv2D(x, w, strides: Pair(2, 1), padding: .same)
      let sum = try x.graph.biasAdd(y, b)
      return [y, sum, try x.graph.relu(sum)]
    },
    Chain(testDescription: "bias behind relu", shape: [5, 7], filter: [7, 3]) { x, w, b in
      let positive = try x.graph.relu(try x.graph.matMul(x, w))
      return [positive, try x.graph.biasAdd(positive, b)]
    },
    Chain(testDescription: "two uses", shape: [5, 7], filter: [7, 3]) { x, w, b in
      let sum = try x.graph.biasAdd(try x.graph.matMul(x, w), b)
      let positive = try x.graph.relu(sum)
      return [sum, positive, try x.graph.subtract(positive, sum)]
    },
  ]

  @Test(arguments: chains, [DType.float32, .float64])
  func givesTheSame(_ chain: Chain, _ dtype: DType) throws {
    let graph = Graph()
    let x = try graph.placeholder(dtype, shape: chain.shape)
    let w = try graph.variable("w", numbers(chain.filter, 5).converted(to: dtype))
    let b = try graph.variable("b", numbers([3], 9).converted(to: dtype))
    let results = try chain.build(x, w.value, b.value)
    let session = Session(graph)
    try session.initialize()
    let feeds = [x: numbers(chain.shape, 2).converted(to: dtype)]
    let each = try session.run(results, feeding: feeds)
    let whole = try session.run(results.last!, feeding: feeds)
    #expect(whole.spec == each.last!.spec)
    let allowed = dtype == .float64 ? 1e-13 : 1e-6
    for (a, b) in zip(whole.doubles(), each.last!.doubles()) { #expect(abs(a - b) <= allowed) }
    #expect(each.last!.doubles().contains { $0 != 0 })
  }

  /// Batch normalisation with relu in one pass forward and in its two passes backward, and its further
  /// outputs used before and after: against a maximum with 0, with which nothing is merged.
  @Test(arguments: [DType.float32, .float64], [[7, 5], [2, 3, 4, 17]] as [Shape])
  func batchNormalisationWithRelu(_ dtype: DType, _ shape: Shape) throws {
    let channels: Shape = [shape[-1]]
    func model(_ graph: Graph, isTraining: Bool, fuses: Bool) throws -> [Output] {
      let x = try graph.placeholder(dtype, shape: shape, name: "x")
      let scale = try graph.constant(numbers(channels, 3).converted(to: dtype))
      let offset = try graph.constant(numbers(channels, 4).converted(to: dtype))
      let variance = try graph.square(scale)
      let normal = try graph.fusedBatchNorm(
        x, scale: scale, offset: offset, mean: offset, variance: variance, isTraining: isTraining)
      let before = try graph.add(normal.batchMean, normal.batchVariance)
      let zero = try graph.zerosLike(normal.y)
      let y = fuses ? try graph.relu(normal.y) : try graph.maximum(normal.y, zero)
      let loss = try graph.sum(try graph.multiply(y, try graph.tanh(x)))
      let all = try graph.gradients(of: loss, withRespectTo: [x, scale, offset])
      return [y, before] + all.compactMap { $0 }
    }
    for isTraining in [true, false] {
      var results: [[Tensor]] = []
      for fuses in [true, false] {
        let graph = Graph()
        let outputs = try model(graph, isTraining: isTraining, fuses: fuses)
        let x = try graph.output(named: "x")
        let session = Session(graph)
        let types = try session.prepare(outputs, feeding: [(x, shape)]).profile(runs: 1).map(\.type)
        #expect(types.contains("_FusedBatchNormEx") == fuses)
        #expect(types.contains("_FusedBatchNormGradEx") == (fuses && isTraining))
        #expect(types.contains("Relu") == false)
        results.append(
          try session.run(outputs, feeding: [x: numbers(shape, 2).converted(to: dtype)]))
      }
      #expect(results[0].count == 5)
      let allowed = dtype == .float64 ? 1e-12 : 2e-5
      for (fused, plain) in zip(results[0], results[1]) {
        #expect(fused.spec == plain.spec)
        for (a, b) in zip(fused.doubles(), plain.doubles()) {
          #expect(abs(a - b) <= allowed * max(1, abs(b)))
        }
      }
    }
  }

  /// A run that waits for what would be merged away still waits for it.
  @Test func whatIsWaitedForIsComputed() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2, 2])
    let product = try graph.matMul(x, x)
    let y = try graph.relu(product)
    let after = try graph.controlDependencies([product.operation]) { () throws(GraphError) in
      try graph.negative(x)
    }
    let fed = Tensor([1, -2, 0, 3] as [Float], shape: [2, 2])
    let found = try Session(graph).run([y, after], feeding: [x: fed])
    #expect(found[0] == Tensor([1, 0, 0, 9] as [Float], shape: [2, 2]))
    #expect(found[1] == Tensor([-1, 2, -0.0, -3] as [Float], shape: [2, 2]))
  }

  /// Numbers of both signs, all different.
  private func numbers(_ shape: Shape, _ seed: UInt64) -> Tensor {
    let count = shape.elementCount
    let order = Philox(seed: seed, stream: 4).permutation(of: count)
    return Tensor(order.map { (Double($0) + 0.5) / Double(count) - 0.45 }, shape: shape)
  }
}
