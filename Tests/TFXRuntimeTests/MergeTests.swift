import TFXCore
import TFXGraph
import TFXKernels
import TFXOps
import TFXRuntime
import Testing

/// Updates that a plan does in one sweep leave the bytes that they leave one by one. Running each by
/// itself keeps a plan from merging them.
@Suite struct MergeTests {
  private static func numbers(_ count: Int, _ seed: UInt64) -> Tensor {
    let order = Philox(seed: seed, stream: 4).permutation(of: count)
    return Tensor(order.map { (Double($0) + 0.5) / Double(count) - 0.45 })
  }

  private static let momentum = ResourceApplyKerasMomentum(
    MomentumRule(momentum: 0.9, holdsSteps: true))

  /// Three variables of awkward sizes with a slot and a gradient each.
  private struct Weights {
    let graph = Graph()
    var variables: [Variable] = []
    var slots: [Variable] = []
    var gradients: [Output] = []
    let rate: Output

    init(_ dtype: DType) throws {
      rate = try graph.constant(0.1, dtype)
      for (index, count) in [7, 40_000, 33].enumerated() {
        let start = MergeTests.numbers(count, UInt64(index + 1)).converted(to: dtype)
        variables.append(try graph.variable("w\(index)", start))
        slots.append(try graph.variable("s\(index)", start, isTrainable: false))
        gradients.append(
          try graph.constant(MergeTests.numbers(count, UInt64(index + 9)).converted(to: dtype)))
      }
    }

    func update(_ index: Int, rate: Output? = nil) throws -> Operation {
      try graph.update(
        MergeTests.momentum, variables[index], slots: [slots[index]],
        learningRate: rate ?? self.rate, gradient: gradients[index])
    }

    func values(_ session: Session) throws -> [Tensor] {
      try (variables + slots).map { try session.value(of: $0) }
    }
  }

  /// The types of what a request runs.
  private func types(_ session: Session, _ targets: [Operation]) throws -> [String] {
    try session.prepare([], targets: targets).profile(runs: 1).map(\.type)
  }

  @Test(arguments: [DType.float32, .float64])
  func leavesTheSameBytes(_ dtype: DType) throws {
    let weights = try Weights(dtype)
    let updates = try weights.variables.indices.map { try weights.update($0) }
    let (together, alone) = (Session(weights.graph), Session(weights.graph))
    try together.initialize()
    try alone.initialize()
    try together.run([], targets: updates)
    for update in updates { try alone.run(update) }
    #expect(try weights.values(together) == weights.values(alone))
    #expect(try types(together, updates) == ["_MergedUpdate"])
    #expect(try types(alone, [updates[0]]) == ["ResourceApplyKerasMomentum"])
  }

  @Test func eachMayHaveItsOwnRate() throws {
    let weights = try Weights(.float32)
    let fast = try weights.graph.constant(0.5)
    let updates = [try weights.update(0), try weights.update(2, rate: fast)]
    let (together, alone) = (Session(weights.graph), Session(weights.graph))
    try together.initialize()
    try alone.initialize()
    try together.run([], targets: updates)
    for update in updates { try alone.run(update) }
    #expect(try weights.values(together) == weights.values(alone))
  }

  /// An update that must come after another one stays apart from it, whatever lies between.
  @Test func keepsTheOrder() throws {
    let weights = try Weights(.float32)
    let graph = weights.graph
    let first = try weights.update(0)
    let between = try graph.controlDependencies([first]) { () throws(GraphError) in
      try graph.negative(weights.gradients[1])
    }
    let second = try graph.controlDependencies([between.operation]) {
      () throws(GraphError) -> Operation in
      try graph.update(
        MergeTests.momentum, weights.variables[1], slots: [weights.slots[1]],
        learningRate: weights.rate, gradient: between)
    }
    let third = try weights.update(2)
    let session = Session(graph)
    try session.initialize()
    let found = try types(session, [first, second, third])
    #expect(found.filter { $0 == "_MergedUpdate" }.count == 1)
    #expect(found.filter { $0 == "ResourceApplyKerasMomentum" }.count == 1)
  }

  /// Two updates of one variable, and one whose gradient is a variable that another one writes.
  @Test func keepsApartWhatTouchesTheSameVariable() throws {
    let graph = Graph()
    let w = try graph.variable("w", Tensor([1, 2] as [Float]))
    let u = try graph.variable("u", Tensor([4, 8] as [Float]))
    let rate = try graph.constant(0.5)
    func descend(_ variable: Variable, _ gradient: Output) throws -> Operation {
      try graph.update(
        ResourceApplyGradientDescent(), variable, learningRate: rate, gradient: gradient)
    }
    let ones = try graph.constant(Tensor([1, 1] as [Float]))
    let twice = [try descend(w, ones), try descend(w, ones)]
    let session = Session(graph)
    try session.initialize()
    #expect(try types(session, twice) == Array(repeating: "ResourceApplyGradientDescent", count: 2))
    let crossed = [try descend(w, u.value), try descend(u, ones)]
    #expect(!(try types(session, crossed).contains("_MergedUpdate")))
  }

  /// The updates of `tf.train` share their scalars too, powers of β among them.
  @Test func sweepsTheWeightsOfTensorFlowsAdam() throws {
    let graph = Graph()
    let w = try graph.variable("w", Tensor([1, 2] as [Float]))
    let u = try graph.variable("u", Tensor([4, 8, 16] as [Float]))
    let loss = try graph.add(graph.l2Loss(w.value), graph.l2Loss(u.value))
    let train = try AdamOptimizer(learningRate: 0.1).minimize(loss)
    let session = Session(graph)
    try session.initialize()
    let found = try types(session, [train])
    #expect(found.filter { $0 == "_MergedUpdate" }.count == 1)
    #expect(!found.contains("ResourceApplyAdam"))
  }

  /// Sums of squares of several tensors are one sweep too, and each goes to its reader.
  @Test func mergesWithResults() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [3])
    let y = try graph.placeholder(shape: [40_000])
    let (a, b) = (try graph.l2Loss(x), try graph.l2Loss(y))
    let sum = try graph.add(a, b)
    let session = Session(graph)
    let feeds = [
      x: Tensor([1, 2, 3] as [Float]), y: Tensor(repeating: Float(0.5), shape: [40_000]),
    ]
    #expect(
      try session.run([b, sum, a], feeding: feeds).map { $0.doubles() } == [[5000], [5007], [7]])
    let found = try session.prepare([b, sum, a], feeding: [(x, [3]), (y, [40_000])])
    #expect(try found.profile(runs: 1).map(\.type) == ["_MergedL2Loss", "AddV2"])
  }

  /// A gradient that only its update needs never goes to memory; one that is fetched does. Both give
  /// the same weights.
  @Test func updatesByProducts() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [32, 600])
    let dy = try graph.placeholder(shape: [32, 64])
    let w = try graph.variable(
      "w", MergeTests.numbers(600 * 64, 1).reshaped(to: [600, 64]).converted(to: .float32))
    let slot = try graph.variable("slot", Tensor(repeating: Float(0), shape: [600, 64]))
    let gradient = try graph.matMul(x, dy, transposeA: true)
    let update = try graph.update(
      MergeTests.momentum, w, slots: [slot], learningRate: try graph.constant(0.1),
      gradient: gradient)
    let feeds = [
      x: MergeTests.numbers(32 * 600, 2).reshaped(to: [32, 600]).converted(to: .float32),
      dy: MergeTests.numbers(32 * 64, 3).reshaped(to: [32, 64]).converted(to: .float32),
    ]
    let (fused, apart) = (Session(graph), Session(graph))
    try fused.initialize()
    try apart.initialize()
    for _ in 1...3 {
      try fused.run([], targets: [update], feeding: feeds)
      try apart.run([gradient], targets: [update], feeding: feeds)
    }
    for variable in [w, slot] {
      let values = zip(
        try fused.value(of: variable).doubles(), try apart.value(of: variable).doubles())
      #expect(values.allSatisfy { abs($0 - $1) < 1e-5 })
    }
    let shapes: [(Output, Shape)] = [(x, [32, 600]), (dy, [32, 64])]
    let types = try fused.prepare([], targets: [update], feeding: shapes).profile(runs: 1)
    #expect(types.map(\.type) == ["_FusedMatMulUpdate"])
    let both = try fused.prepare([gradient], targets: [update], feeding: shapes).profile(runs: 1)
    #expect(both.map(\.type) == ["MatMul", "ResourceApplyKerasMomentum"])
  }
}
