import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Branches and loops, and their gradients.
@Suite struct ControlFlowTests {
  let graph = Graph()

  private func scalar(_ value: Double, _ dtype: DType = .float64) throws -> Output {
    try graph.constant(Tensor(value).converted(to: dtype))
  }

  @Test func aConditionChoosesABranch() throws {
    let x = try graph.placeholder(.float64, shape: [Shape.unknown])
    let isLong = try graph.placeholder(.bool, shape: .scalar)
    let y = try graph.cond(isLong) { () throws(GraphError) in
      [try graph.square(x), try graph.sum(x)]
    } else: { () throws(GraphError) in
      [x, try graph.constant(Tensor(7.0))]
    }
    #expect(y.map(\.spec) == [TensorSpec([Shape.unknown], .float64), TensorSpec([], .float64)])
    let session = Session(graph)
    let fed = Tensor([1.0, 2, 3])
    let first = try session.run(y, feeding: [x: fed, isLong: Tensor(true)])
    #expect(first.map { $0.doubles() } == [[1, 4, 9], [6]])
    let second = try session.run(y, feeding: [x: fed, isLong: Tensor(false)])
    #expect(second.map { $0.doubles() } == [[1, 2, 3], [7]])
  }

  @Test func onlyTheBranchThatIsChosenRuns() throws {
    let counts = try (0..<2).map { try graph.variable("count\($0)", Tensor(Int64(0))) }
    let isFirst = try graph.placeholder(.bool, shape: .scalar)
    let one = try graph.constant(Tensor(Int64(1)))
    let y = try graph.cond(isFirst) { () throws(GraphError) in
      try graph.assignAdd(counts[0].handle, one)
      return [one]
    } else: { () throws(GraphError) in
      try graph.assignAdd(counts[1].handle, one)
      return [one]
    }
    let session = Session(graph)
    try session.initialize()
    for value in [true, false, true] { try session.run(y, feeding: [isFirst: Tensor(value)]) }
    #expect(try counts.map { try session.value(of: $0) } == [Tensor(Int64(2)), Tensor(Int64(1))])
  }

  @Test func gradientsFlowThroughTheBranchThatRan() throws {
    let x = try graph.placeholder(.float64, shape: [2])
    let isSquare = try graph.placeholder(.bool, shape: .scalar)
    // The second capture is made of the first: what flows through it must not count twice.
    let twice = try graph.multiply(x, scalar(2))
    let y = try graph.cond(isSquare) { () throws(GraphError) in
      [try graph.multiply(graph.square(x), twice)]
    } else: { () throws(GraphError) in
      [try graph.negative(twice)]
    }
    let gradient = try #require(try graph.gradients(of: y[0], withRespectTo: [x])[0])
    let session = Session(graph)
    let fed = Tensor([1.0, -3])
    #expect(
      try session.run(gradient, feeding: [x: fed, isSquare: Tensor(true)]).doubles() == [6, 54])
    #expect(
      try session.run(gradient, feeding: [x: fed, isSquare: Tensor(false)]).doubles() == [-2, -2])
  }

  @Test func aLoopRunsAsLongAsItsConditionHolds() throws {
    let limit = try graph.placeholder(.int32, shape: .scalar)
    let start = [try scalar(0, .int32), try scalar(0, .float64)]
    let end = try graph.whileLoop(
      start, while: { (v) throws(GraphError) in try graph.less(v[0], limit) },
      do: { (v) throws(GraphError) in
        let next = try graph.cast(
          graph.add(graph.cast(v[0], to: .float32), graph.constant(1)), to: .int32)
        return [next, try graph.add(v[1], graph.cast(v[0], to: .float64))]
      })
    let session = Session(graph)
    #expect(
      try session.run(end, feeding: [limit: Tensor(Int32(5))]).map { $0.doubles() } == [[5], [10]])
    #expect(
      try session.run(end, feeding: [limit: Tensor(Int32(0))]).map { $0.doubles() } == [[0], [0]])
  }

  /// x ↦ w · x², again and again: a power whose derivatives are known.
  private func squares(_ x: Output, _ w: Output, rounds: Int) throws -> Output {
    try graph.whileLoop(
      [x], while: { (_) throws(GraphError) in try graph.constant(Tensor(true)) },
      do: { (v) throws(GraphError) in [try graph.multiply(w, graph.square(v[0]))] },
      maximumIterations: rounds)[0]
  }

  @Test(arguments: 0...3) func gradientsGoBackThroughTheRounds(_ rounds: Int) throws {
    let x = try graph.placeholder(.float64, shape: .scalar)
    let w = try graph.placeholder(.float64, shape: .scalar)
    let y = try squares(x, w, rounds: rounds)
    let gradients = try graph.gradients(of: y, withRespectTo: [x, w])
    // y = w^(2ⁿ − 1) x^(2ⁿ)
    let (a, b, n) = (1.25, 0.75, Double(1 << rounds))
    func power(_ base: Double, _ exponent: Double) -> Double {
      (0..<Int(exponent)).reduce(1) { product, _ in product * base }
    }
    let value = power(b, n - 1) * power(a, n)
    let session = Session(graph)
    let found = try session.run(
      [y] + gradients.map { $0! }, feeding: [x: Tensor(a), w: Tensor(b)]
    ).map { $0.doubles()[0] }
    let expected = [value, value * n / a, value * (n - 1) / b]
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-12 * abs(b)) }
  }

  @Test func regionsMayBeNested() throws {
    let x = try graph.placeholder(.float64, shape: .scalar)
    let w = try graph.variable("w", Tensor(3.0))
    // Halves what is above 1, else adds w: x = 4 → 2 → 1 → 1 + w.
    let y = try graph.whileLoop(
      [x], while: { (v) throws(GraphError) in try graph.less(v[0], scalarOf(3.5, or: v[0])) },
      do: { (v) throws(GraphError) in
        try graph.cond(graph.greater(v[0], constant(1))) { () throws(GraphError) in
          [try graph.multiply(v[0], constant(0.5))]
        } else: { () throws(GraphError) in
          [try graph.add(v[0], w.value)]
        }
      }, maximumIterations: 3)[0]
    let gradients = try graph.gradients(of: y, withRespectTo: [x, w.value])
    let session = Session(graph)
    try session.initialize()
    let found = try session.run([y] + gradients.map { $0! }, feeding: [x: Tensor(2.0)])
    #expect(found.map { $0.doubles() } == [[4], [0.5], [1]])
  }

  private func constant(_ value: Double) throws(GraphError) -> Output {
    try graph.constant(Tensor(value))
  }

  private func scalarOf(_ value: Double, or _: Output) throws(GraphError) -> Output {
    try constant(value)
  }

  @Test func shapesMayChangeWhereThatIsSaid() throws {
    let start = try graph.constant(Tensor([true, true, true]))
    let shrink: ([Output]) throws(GraphError) -> [Output] = { (v) throws(GraphError) in
      let places = try graph.squeeze(graph.where(v[0]), axes: [1])
      return [try graph.greater(places, graph.constant(Tensor(Int64(0))))]
    }
    let some: ([Output]) throws(GraphError) -> Output = { (v) throws(GraphError) in
      try graph.greater(graph.sum(graph.cast(v[0], to: .float32)), graph.constant(0))
    }
    #expect(throws: GraphError.self) { try graph.whileLoop([start], while: some, do: shrink) }
    let end = try graph.whileLoop([start], while: some, do: shrink, shapes: [[Shape.unknown]])
    #expect(try Session(graph).run(end[0]) == Tensor([false]))
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let flag = try graph.constant(Tensor(true))
    let error = #expect(throws: GraphError.self) {
      try graph.cond(flag) { () throws(GraphError) in
        [try constant(1)]
      } else: {
        () throws(GraphError) in
        [flag]
      }
    }
    #expect(
      error?.description
        == "[If] 'cond': false_fn: expected float64[] for output 0 as true_fn, found bool[]")
    let loop = #expect(throws: GraphError.self) {
      try graph.whileLoop(
        [constant(0)], while: { (v) throws(GraphError) in v[0] },
        do: { (v) throws(GraphError) in v })
    }
    #expect(loop?.description == "[While] 'while': cond: expected bool[], found float64[]")
  }

  @Test func anEndlessLoopEndsWhenTheSessionCloses() throws {
    let end = try graph.whileLoop(
      [constant(0)], while: { (_) throws(GraphError) in try graph.constant(Tensor(true)) },
      do: { (v) throws(GraphError) in [try graph.add(v[0], constant(1))] }, name: "endless")
    let session = Session(graph)
    let thread = Thread { session.close() }
    thread.start()
    #expect(throws: RunError.self) { try session.run(end) }
  }
}
