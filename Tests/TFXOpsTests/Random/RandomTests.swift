import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

@Suite struct RandomTests {
  /// Runs one operation in a new session.
  private func values(
    seed: UInt64 = 1, _ build: (Graph) throws -> Output
  ) throws -> [Double] {
    let graph = Graph(seed: seed)
    return try Session(graph).run(try build(graph)).doubles()
  }

  @Test func streamsFollowFromNames() throws {
    // FNV-1a of the names, from its specification: http://www.isthe.com/chongo/tech/comp/fnv/
    let graph = Graph()
    #expect(graph.randomStream("a") == 0xE40C_292C)
    #expect(graph.randomStream("foobar") == 0xBF9C_F968)
    let scoped = graph.nameScope("foo") { (_) in graph.randomStream("bar") }
    let other = Graph().randomStream("foo/bar")
    #expect(scoped == other)
    _ = try graph.randomUniform([1], name: "a")
    #expect(graph.randomStream("a") == Graph().randomStream("a_1"))
  }

  @Test func repeatsAndDiffers() throws {
    let first = try values { try $0.randomUniform([9], name: "w") }
    #expect(first == (try values { try $0.randomUniform([9], name: "w") }))
    // What else is in the graph changes nothing.
    let behind = try values { graph in
      _ = try graph.randomUniform([3], name: "v")
      return try graph.randomUniform([9], name: "w")
    }
    #expect(first == behind)
    #expect(first != (try values { try $0.randomUniform([9], name: "v") }))
    #expect(first != (try values(seed: 2) { try $0.randomUniform([9], name: "w") }))
    #expect(first == (try values(seed: 2) { try $0.randomUniform([9], seed: 1, name: "w") }))
  }

  @Test(arguments: [DType.float32, .float64])
  func uniform(_ dtype: DType) throws {
    let all = try values { try $0.randomUniform([20_000], minimum: -1, maximum: 3, dtype) }
    #expect(all.allSatisfy { $0 >= -1 && $0 < 3 })
    let (mean, deviation) = moments(all)
    #expect(abs(mean - 1) < 0.03)
    #expect(abs(deviation - 4 / 12.0.squareRoot()) < 0.02)
  }

  @Test(arguments: [DType.float32, .float64])
  func normal(_ dtype: DType) throws {
    let all = try values { try $0.randomNormal([20_000], mean: 2, standardDeviation: 3, dtype) }
    let (mean, deviation) = moments(all)
    #expect(abs(mean - 2) < 0.08)
    #expect(abs(deviation - 3) < 0.06)
    #expect(all.contains { abs($0 - 2) > 9 }, "three deviations happen")
  }

  @Test(arguments: [DType.float32, .float64])
  func truncated(_ dtype: DType) throws {
    let all = try values { try $0.truncatedNormal([20_000], mean: 2, standardDeviation: 3, dtype) }
    #expect(all.allSatisfy { abs($0 - 2) <= 6 })
    let (mean, deviation) = moments(all)
    #expect(abs(mean - 2) < 0.08)
    // The deviation of a normal distribution cut off at two of them.
    #expect(abs(deviation - 3 * 0.879_625_661) < 0.05)
  }

  @Test(arguments: [[7, 3], [3, 7], [2, 3, 4], [5, 5]] as [Shape])
  func orthogonal(_ shape: Shape) throws {
    let q = try values { try $0.randomOrthogonal(shape, gain: 2, .float64) }
    let columns = shape[-1]
    let rows = q.count / columns
    let (count, length) = (min(rows, columns), max(rows, columns))
    func element(_ vector: Int, _ place: Int) -> Double {
      rows < columns ? q[vector * columns + place] : q[place * columns + vector]
    }
    for a in 0..<count {
      for b in 0..<count {
        let dot = (0..<length).reduce(0) { $0 + element(a, $1) * element(b, $1) }
        #expect(abs(dot - (a == b ? 4 : 0)) < 1e-12, "vectors \(a) and \(b)")
      }
    }
  }

  @Test(arguments: [DType.float32, .float64])
  func dropout(_ dtype: DType) throws {
    let graph = Graph(seed: 5)
    let x = try graph.placeholder(dtype, shape: [100, 100])
    let step = try graph.placeholder(.int64, shape: [])
    let y = try graph.dropout(x, rate: 0.25, step: step)
    let gradient = try #require(try graph.gradients(of: y, withRespectTo: [x])[0])
    let ones = Tensor(repeating: 1.0, shape: [100, 100]).converted(to: dtype)
    let session = Session(graph)
    let first = try session.run([y, gradient], feeding: [x: ones, step: Tensor(Int64(0))])
    let again = try session.run([y, gradient], feeding: [x: ones, step: Tensor(Int64(0))])
    let next = try session.run([y, gradient], feeding: [x: ones, step: Tensor(Int64(1))])
    #expect(first == again)
    #expect(first[0] == first[1], "the gradient drops what forward dropped")
    #expect(first[0] != next[0])
    let all = first[0].doubles()
    #expect(Set(all) == [0, Double(Float(1 / 0.75))] || Set(all) == [0, 1 / 0.75])
    #expect(abs(Double(all.count { $0 == 0 }) - 2_500) < 130)
  }

  /// Where relu comes before, its gradient is taken together with the dropout's: the same bytes as one
  /// after the other, also through a pool and a reshape between them.
  @Test(arguments: ["", "reshaped", "pooled", "pooled, reshaped"])
  func dropoutBehindRelu(_ between: String) throws {
    let shape: Shape = [5, 6, 4, 3]
    let count = shape.elementCount
    let order = Philox(seed: 3, stream: 4).permutation(of: count)
    let fed = Tensor(order.map { (Float($0) + 0.5) / Float(count) - 0.4 }, shape: shape)

    func build(_ graph: Graph, _ positive: Output) throws -> (source: Output, y: Output) {
      var y = positive
      if between.hasPrefix("pooled") { y = try graph.maxPool(y, window: Pair(2)) }
      if between.hasSuffix("reshaped") { y = try graph.reshape(y, to: [5, Shape.unknown]) }
      let step = try graph.constant(Tensor(Int64(7)))
      let source = y
      y = try graph.dropout(y, rate: 0.3, step: step, name: "drop")
      return (source, try graph.multiply(y, try graph.constant(0.7)))
    }
    let graph = Graph(seed: 5)
    let x = try graph.placeholder(shape: shape)
    let (_, y) = try build(graph, try graph.relu(x))
    let gradient = try #require(try graph.gradients(of: y, withRespectTo: [x])[0])
    let types = try Session(graph).prepare([gradient], feeding: [(x, shape)]).profile(runs: 1)
      .map(\.type)
    #expect(types.contains("ReluDropoutGrad"))
    #expect(!types.contains("ReluGrad") && !types.contains("DropoutGrad"))

    // The same, from relu's result on, and then by hand.
    let plain = Graph(seed: 5)
    let positive = try plain.placeholder(shape: shape)
    let (_, plainY) = try build(plain, positive)
    let passed = try #require(try plain.gradients(of: plainY, withRespectTo: [positive])[0])
    let plainTypes = try Session(plain).prepare([passed], feeding: [(positive, shape)])
      .profile(runs: 1).map(\.type)
    #expect(!plainTypes.contains("ReluDropoutGrad"))
    let relu = fed.scalars(as: Float.self).map { max($0, 0) }
    let expected = try Session(plain).run(
      [plainY, passed], feeding: [positive: Tensor(relu, shape: shape)])
    let found = try Session(graph).run([y, gradient], feeding: [x: fed])
    #expect(found[0] == expected[0])
    let masked = zip(expected[1].scalars(as: Float.self), relu).map { $1 > 0 ? $0 : 0 }
    #expect(found[1] == Tensor(masked, shape: shape))
    #expect(masked.contains { $0 != 0 })
  }

  private func moments(_ all: [Double]) -> (mean: Double, deviation: Double) {
    let mean = all.reduce(0, +) / Double(all.count)
    let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
    return (mean, variance.squareRoot())
  }
}
