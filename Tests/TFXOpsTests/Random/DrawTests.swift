import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Random operations on inputs: their distributions by moments, and that they are functions of seed,
/// name and step alone.
@Suite struct DrawTests {
  private let graph = Graph(seed: 7)

  private func run(_ output: Output) throws -> Tensor { try Session(graph).run(output) }

  private func moments(_ all: [Double]) -> (mean: Double, variance: Double) {
    let mean = all.reduce(0, +) / Double(all.count)
    return (mean, all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count))
  }

  @Test(arguments: [DType.int32, .int64])
  func wholeNumbers(_ dtype: DType) throws {
    let all = try run(graph.randomUniform([30_000], in: -2..<3, dtype))
    #expect(all.dtype == dtype)
    let counts = Dictionary(grouping: all.doubles()) { $0 }.mapValues(\.count)
    #expect(counts.keys.sorted() == [-2, -1, 0, 1, 2])
    #expect(counts.values.allSatisfy { abs($0 - 6_000) < 300 }, "\(counts)")
    let wide = try run(graph.randomUniform([100], in: Int.min..<Int.max, .int64)).doubles()
    #expect(wide.contains { $0 < -1e18 } && wide.contains { $0 > 1e18 })
  }

  /// As many as a tensor has elements, of which the shape may be unknown; others with each step.
  @Test(arguments: [DType.float32, .float64])
  func numbersLikeATensor(_ dtype: DType) throws {
    let x = try graph.placeholder(dtype, shape: [Shape.unknown, 2])
    let step = try graph.placeholder(.int64, shape: [])
    let both = [
      try graph.randomNormal(like: x, mean: 3, standardDeviation: 2, step: step),
      try graph.randomUniform(like: x, minimum: -1, maximum: 2, step: step),
    ]
    #expect(both.map(\.spec) == [x.spec, x.spec])
    let session = Session(graph)
    func draw(_ rows: Int, step number: Int64) throws -> [[Double]] {
      try session.run(
        both,
        feeding: [x: Tensor(shape: [rows, 2], dtype: dtype), step: Tensor(number)]
      ).map { $0.doubles() }
    }
    let drawn = try draw(10_000, step: 4)
    let (normal, uniform) = (moments(drawn[0]), moments(drawn[1]))
    #expect(abs(normal.mean - 3) < 0.07 && abs(normal.variance - 4) < 0.2)
    #expect(abs(uniform.mean - 0.5) < 0.03 && abs(uniform.variance - 0.75) < 0.03)
    #expect(drawn[1].allSatisfy { $0 >= -1 && $0 < 2 })
    // The first rows don't depend on how many there are.
    #expect(try draw(3, step: 4) == drawn.map { Array($0[..<6]) })
    #expect(try draw(3, step: 5) != drawn.map { Array($0[..<6]) })
  }

  @Test func shufflesRowsOfEveryType() throws {
    let x = try graph.constant(Tensor(strings: (0..<20).map { "\($0)" }, shape: [10, 2]))
    let all = try run(graph.randomShuffle(x)).strings()
    #expect(all.sorted() == (0..<20).map { "\($0)" }.sorted())
    #expect(all != (0..<20).map { "\($0)" })
    for row in 0..<10 { #expect(Int(all[2 * row])! + 1 == Int(all[2 * row + 1])!) }
    let empty = try run(graph.randomShuffle(graph.constant(Tensor([Float]()))))
    #expect(empty.elementCount == 0)
    // Each place is as likely for the first row.
    let many = try graph.range(
      graph.constant(Tensor(Int32(0))), graph.constant(Tensor(Int32(3))),
      delta: graph.constant(Tensor(Int32(1))))
    let step = try graph.placeholder(.int64, shape: [])
    let shuffled = try graph.randomShuffle(many, step: step)
    let session = Session(graph)
    var first = [0, 0, 0]
    for run in 0..<900 {
      let order = try session.run(shuffled, feeding: [step: Tensor(Int64(run))])
      first[Int(order.doubles()[0])] += 1
    }
    #expect(first.allSatisfy { abs($0 - 300) < 75 }, "\(first)")
  }

  @Test(arguments: [DType.float32, .float64])
  func classes(_ dtype: DType) throws {
    let logits = try graph.cast(
      graph.constant(
        Tensor([0, 1.098_612_288_668_109_8, -.infinity, 5, 5, 5], shape: [2, 3])),
      to: dtype)
    let drawn = try run(graph.multinomial(logits, samples: 8_000, .int32))
    #expect(drawn.spec == TensorSpec([2, 8_000], .int32))
    let all = drawn.doubles()
    let first = all[..<8_000]
    #expect(!first.contains(2))
    #expect(abs(first.count { $0 == 1 } - 6_000) < 150)
    for choice in 0..<3 {
      #expect(abs(all[8_000...].count { $0 == Double(choice) } - 2_667) < 180)
    }
  }

  @Test func refusesWhatGivesNoProbabilities() throws {
    let logits = try graph.constant(Tensor([1, Float.nan], shape: [1, 2]))
    let drawn = try graph.multinomial(logits, samples: 1, name: "draw")
    #expect(
      throws: RunError.failed(
        op: "Multinomial", node: "draw",
        "logits: expected a row that gives probabilities, found [1.0, nan] as row 0")
    ) { try run(drawn) }
    let rate = try graph.randomPoisson([], rate: graph.constant(-1), name: "events")
    #expect(
      throws: RunError.failed(
        op: "RandomPoisson", node: "events", "rate: expected 0 or more, found -1.0 as element 0")
    ) { try run(rate) }
    let gamma = try graph.randomGamma([], alpha: graph.constant(0), name: "wait")
    #expect(
      throws: RunError.failed(
        op: "RandomGamma", node: "wait", "alpha: expected more than 0, found 0.0 as element 0")
    ) { try run(gamma) }
  }

  @Test(arguments: [DType.float32, .float64])
  func gamma(_ dtype: DType) throws {
    let shapes = [0.3, 1.0, 4.5]
    let alpha = try graph.cast(graph.constant(Tensor(shapes)), to: dtype)
    let drawn = try run(graph.randomGamma([20_000], alpha: alpha, beta: graph.constant(2, dtype)))
    #expect(drawn.spec == TensorSpec([20_000, 3], dtype))
    let all = drawn.doubles()
    for (column, shape) in shapes.enumerated() {
      let values = stride(from: column, to: all.count, by: 3).map { all[$0] }
      let (mean, variance) = moments(values)
      #expect(values.allSatisfy { $0 >= 0 })
      #expect(abs(mean - shape / 2) < 0.05 * shape, "shape \(shape): mean \(mean)")
      #expect(abs(variance - shape / 4) < 0.06 * shape, "shape \(shape): variance \(variance)")
    }
  }

  @Test(arguments: [DType.float32, .float64])
  func poisson(_ dtype: DType) throws {
    let rates = [0, 0.4, 6, 30, 1_000]
    let rate = try graph.cast(graph.constant(Tensor(rates)), to: dtype)
    let all = try run(graph.randomPoisson([20_000], rate: rate)).doubles()
    #expect(all.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    for (column, rate) in rates.enumerated() {
      let (mean, variance) = moments(stride(from: column, to: all.count, by: 5).map { all[$0] })
      #expect(abs(mean - rate) <= 0.03 * rate.squareRoot(), "rate \(rate): mean \(mean)")
      #expect(abs(variance - rate) <= 0.06 * rate, "rate \(rate): variance \(variance)")
    }
  }

  @Test func isAFunctionOfSeedNameAndStep() throws {
    func drawn(seed: UInt64, _ name: String, step: Int64?, threads: Int = 1) throws -> [Tensor] {
      let graph = Graph(seed: seed)
      let input = try graph.placeholder(.int64, shape: [])
      let step = step.map { Tensor($0) }
      let source = step == nil ? nil : input
      let ones = try graph.ones([3])
      let outputs = [
        try graph.randomUniform([5_000], in: 0..<1_000_000, step: source, name: name + "/a"),
        try graph.randomShuffle(
          graph.constant(Tensor(Array(0..<50).map(Int32.init))), step: source, name: name + "/b"),
        try graph.multinomial(graph.ones([2, 9]), samples: 20, step: source, name: name + "/c"),
        try graph.randomGamma([1_000], alpha: ones, step: source, name: name + "/d"),
        try graph.randomPoisson([1_000], rate: ones, step: source, name: name + "/e"),
      ]
      let before = Session.threads
      Session.threads = threads
      defer { Session.threads = before }
      return try Session(graph).run(outputs, feeding: step.map { [input: $0] } ?? [:])
    }
    let first = try drawn(seed: 1, "x", step: nil)
    #expect(try drawn(seed: 1, "x", step: nil, threads: 2) == first)
    #expect(try drawn(seed: 1, "x", step: 0) == first)
    for other in [
      try drawn(seed: 2, "x", step: nil), try drawn(seed: 1, "y", step: nil),
      try drawn(seed: 1, "x", step: 1),
    ] {
      for (a, b) in zip(first, other) { #expect(a != b) }
    }
  }

  @Test func staysTheSame() throws {
    // Our own numbers: whoever changes them breaks what users have reproduced with a seed.
    let whole = try run(graph.randomUniform([4], in: 0..<100, seed: 1, name: "a")).doubles()
    #expect(whole == Self.whole)
    let order = try run(
      graph.randomShuffle(graph.constant(Tensor([0, 1, 2, 3, 4] as [Int32])), seed: 1, name: "b"))
    #expect(order.doubles() == Self.order)
    let poisson = try run(graph.randomPoisson([4], rate: graph.constant(40), seed: 1, name: "c"))
    #expect(poisson.doubles() == Self.poisson)
  }

  private static let whole: [Double] = [92, 95, 53, 5]
  private static let order: [Double] = [4, 3, 1, 2, 0]
  private static let poisson: [Double] = [47, 40, 40, 44]

  @Test(arguments: [FanMode.fanIn, .fanOut, .fanAverage])
  func scalesVariances(_ mode: FanMode) throws {
    let fan = [FanMode.fanIn: 200.0, .fanOut: 100, .fanAverage: 150][mode]!
    for distribution in [ScalingDistribution.truncatedNormal, .untruncatedNormal, .uniform] {
      let values = try run(
        graph.varianceScaling([2, 100, 50], scale: 3, mode: mode, distribution: distribution))
      let (mean, variance) = moments(values.doubles())
      #expect(abs(mean) < 0.01)
      #expect(abs(variance * fan / 3 - 1) < 0.05, "\(distribution), \(mode)")
    }
  }

  @Test func errors() throws {
    expectError("[RandomUniformInt] 'n': maxval: expected a number greater than 3, found 3") {
      try graph.randomUniform([2], in: 3..<3, name: "n")
    }
    expectError(
      "[VarianceScaling] 'w': scale: expected a number greater than 0, found -1.0"
    ) { try graph.varianceScaling([2, 2], scale: -1, name: "w") }
    expectError("[RandomShuffle] 's': value: expected at least one axis, found float32[]") {
      try graph.randomShuffle(graph.constant(1), name: "s")
    }
    expectError("[RandomShuffle] 's': step: expected int64[], found float32[]") {
      try graph.randomShuffle(graph.ones([2]), step: graph.constant(1), name: "s")
    }
  }
}
