import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// What a plan leaves out: no kernel runs for it, and the results are the same bytes.
@Suite struct SimplifyTests {
  private let graph = Graph(seed: 3)

  /// The types of the kernels that compute `fetches`, in order.
  private func kernels(
    _ fetches: [Output], targets: [Operation] = [], feeding feeds: [(Output, Shape)] = []
  ) throws -> [String] {
    let session = Session(graph)
    try session.initialize()
    return try session.prepare(fetches, targets: targets, feeding: feeds).profile(runs: 1)
      .map(\.type)
  }

  @Test(arguments: [DType.float32, .float64])
  func constantsAreFolded(_ dtype: DType) throws {
    let numbers = (0..<6).map { Double($0) / 7 - 0.4 }
    func build(_ a: Output, _ x: Output) throws -> Output {
      let b = try graph.reshape(graph.identity(graph.tanh(a)), to: [2, 3])
      let c = try graph.fill([3], 0.3, dtype)
      let scaled = try graph.multiply(graph.softmax(b), c)
      return try graph.add(graph.transpose(scaled, [1, 0]), x)
    }
    let value = Tensor(numbers).converted(to: dtype)
    let x = try graph.placeholder(dtype, shape: [3, 2])
    let folded = try build(try graph.constant(value), x)
    let source = try graph.placeholder(dtype, shape: [6])
    let computed = try build(source, x)
    #expect(try kernels([folded], feeding: [(x, [3, 2])]) == ["AddV2"])
    let all = try kernels([computed], feeding: [(x, [3, 2]), (source, [6])])
    #expect(all == ["Tanh", "Softmax", "Mul", "Transpose", "AddV2"])
    let fed = Tensor(numbers, shape: [3, 2]).converted(to: dtype)
    let session = Session(graph)
    #expect(
      try session.run(folded, feeding: [x: fed])
        == session.run(computed, feeding: [x: fed, source: value]))
  }

  /// Of inputs of which only the shape counts nothing else needs to be known.
  @Test func theGradientThatTrainingStartsFromIsFolded() throws {
    let x = try graph.placeholder(shape: [Shape.unknown, 3])
    let labels = try graph.placeholder(.int32, shape: [Shape.unknown])
    let losses = try graph.sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: x)
    let loss = try graph.mean(losses)
    let gradient = try #require(try graph.gradients(of: loss, withRespectTo: [x])[0])
    let seed = try graph.placeholder(shape: [])
    let seeded = try #require(
      try graph.gradients(of: loss, withRespectTo: [x], seed: seed)[0])
    let feeds: [(Output, Shape)] = [(x, [7, 3]), (labels, [7])]
    #expect(
      try kernels([loss, gradient], feeding: feeds)
        == ["SparseSoftmaxCrossEntropyWithLogits", "Mean"])
    // The loss itself is not needed for its gradient.
    #expect(
      try kernels([gradient], feeding: feeds) == ["SparseSoftmaxCrossEntropyWithLogits"])
    #expect(
      try kernels([seeded], feeding: feeds + [(seed, .scalar)])
        == ["SparseSoftmaxCrossEntropyWithLogits", "ReductionGrad", "Mul"])
    let fed = Tensor((0..<21).map { Float($0 % 5) - 1.5 }, shape: [7, 3])
    let classes = Tensor([0, 2, 1, 1, 0, 2, 2] as [Int32])
    let session = Session(graph)
    #expect(
      try session.run(gradient, feeding: [x: fed, labels: classes])
        == session.run(seeded, feeding: [x: fed, labels: classes, seed: Tensor(Float(1))]))
  }

  @Test func whatIsRandomOrLargeIsNot() throws {
    let random = try graph.negative(try graph.randomUniform([4], name: "r"))
    #expect(try kernels([random]) == ["RandomUniform", "Neg"])
    let ones = try graph.constant(Tensor(repeating: Float(1), shape: [4]))
    let step = try graph.constant(Tensor(Int64(1)))
    #expect(try kernels([graph.dropout(ones, rate: 0.5, step: step)]) == ["Dropout"])
    let small = try graph.fill([128, 128], 2)
    let large = try graph.fill([128, 129], 2)
    #expect(try kernels([small]) == [])
    #expect(try kernels([large]) == ["Fill"])
    let w = try graph.variable("w", Tensor([1, 2] as [Float]))
    #expect(try kernels([graph.negative(w.value)]) == ["Neg"])
  }

  @Test func whatWaitsIsComputedInItsPlace() throws {
    let w = try graph.variable("w", Tensor([1, 2] as [Float]))
    let two = try graph.constant(2)
    let assign = try graph.assign(w, try graph.constant(Tensor([7, 8] as [Float])))
    let late = try graph.controlDependencies([assign]) { () throws(GraphError) in
      try graph.negative(two)
    }
    let after = try graph.controlDependencies([late.operation]) { () throws(GraphError) in
      try graph.negative(try graph.readAgain(w))
    }
    let session = Session(graph)
    try session.initialize()
    #expect(try session.run(after) == Tensor([-7, -8] as [Float]))
    #expect(try session.run([late, w.value]).map { $0.doubles() } == [[-2], [7, 8]])
  }

  @Test func otherNamesDoNotKeepOperationsApart() throws {
    let x = try graph.placeholder(shape: [2, 3])
    let w = try graph.variable("w", Tensor([1, -2, 3, 4, -5, 6] as [Float], shape: [3, 2]))
    let b = try graph.variable("b", Tensor([0.5, -1] as [Float]))
    let product = try graph.identity(try graph.matMul(x, w.value))
    let sum = try graph.stopGradient(try graph.biasAdd(product, try graph.identity(b.value)))
    let y = try graph.identity(try graph.relu(try graph.reshape(sum, to: [2, 2])))
    #expect(try kernels([y], feeding: [(x, [2, 3])]) == ["_FusedMatMul"])
    let session = Session(graph)
    try session.initialize()
    let fed = Tensor([1, 0, 0, 0, 1, -1] as [Float], shape: [2, 3])
    let found = try session.run([y, product, graph.identity(x)], feeding: [x: fed])
    #expect(found[0] == Tensor([1.5, 0, 8.5, 0] as [Float], shape: [2, 2]))
    #expect(found[1] == Tensor([1, -2, 8, -2] as [Float], shape: [2, 2]))
    #expect(found[2] == fed)
  }

  @Test func equalOperationsAreComputedOnce() throws {
    let x = try graph.placeholder(shape: [3])
    let (a, b) = (try graph.tanh(x), try graph.tanh(x))
    let both = try graph.add(try graph.negative(a), try graph.negative(b))
    let other = try graph.leakyRelu(x, alpha: 0.1)
    let another = try graph.leakyRelu(x, alpha: 0.2)
    #expect(
      try kernels([both, b, other, another], feeding: [(x, [3])])
        == ["Tanh", "Neg", "AddV2", "LeakyRelu", "LeakyRelu"])
    let fed = Tensor([1, -2, 0.5] as [Float])
    let found = try Session(graph).run([both, a, b], feeding: [x: fed])
    #expect(found[1] == found[2])
    #expect(found[0].doubles() == found[1].doubles().map { -2 * $0 })
    // Two draws are two, whatever they are named.
    let (p, q) = (try graph.randomUniform([4]), try graph.randomUniform([4]))
    let draws = try Session(graph).run([p, q])
    #expect(draws[0] != draws[1])
  }
}
