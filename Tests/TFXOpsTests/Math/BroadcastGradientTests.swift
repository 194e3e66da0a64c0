import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Gradients with respect to what was broadcast along an axis whose extent the graph does not know.
@Suite struct BroadcastGradientTests {
  let g = Graph()

  private func vector(_ rank: Int = 1) throws -> Output {
    try g.placeholder(shape: Shape(Array(repeating: Shape.unknown, count: rank)))
  }

  @Test func anUnknownExtentMayBeOne() throws {
    let (a, b) = (try vector(), try vector())
    let gradients = try g.gradients(of: g.multiply(a, b), withRespectTo: [a, b]).map { $0! }
    let session = Session(g)
    func run(_ x: [Float], _ y: [Float]) throws -> [[Double]] {
      try session.run(gradients, feeding: [a: Tensor(x), b: Tensor(y)]).map { $0.doubles() }
    }
    #expect(try run([2], [1, 3, 5]) == [[9], [2, 2, 2]])
    #expect(try run([1, 3, 5], [2]) == [[2, 2, 2], [9]])
    #expect(try run([1, 3], [2, 4]) == [[2, 4], [1, 3]])
    #expect(try run([2], [4]) == [[4], [2]])
    #expect(try run([], [4]) == [[], [0]])
  }

  @Test func selections() throws {
    let condition = try g.placeholder(.bool, shape: [Shape.unknown])
    let (a, b) = (try vector(), try vector())
    let y = try g.select(condition, a, b)
    let gradients = try g.gradients(of: y, withRespectTo: [a, b]).map { $0! }
    let found = try Session(g).run(
      gradients,
      feeding: [
        condition: Tensor([true, false, true]), a: Tensor([7] as [Float]),
        b: Tensor([1, 2, 3] as [Float]),
      ])
    #expect(found.map { $0.doubles() } == [[2], [0, 1, 0]])
  }

  @Test func stacksOfMatrices() throws {
    let (a, b) = (try vector(3), try vector(3))
    let y = try g.batchMatMul(a, b)
    let gradients = try g.gradients(of: y, withRespectTo: [a, b]).map { $0! }
    let found = try Session(g).run(
      gradients,
      feeding: [
        a: Tensor([2] as [Float], shape: [1, 1, 1]),
        b: Tensor([1, 3, 5] as [Float], shape: [3, 1, 1]),
      ])
    #expect(found.map(\.shape) == [[1, 1, 1], [3, 1, 1]])
    #expect(found.map { $0.doubles() } == [[9], [2, 2, 2]])
  }

  /// Where extents turn out equal no kernel runs for it.
  @Test func plansLeaveOutWhatIsNoSum() throws {
    let (a, b) = (try vector(), try vector())
    let gradient = try #require(
      try g.gradients(of: g.multiply(a, b), withRespectTo: [a])[0])
    #expect(g.operations.contains { $0.type == "SumToShape" })
    func kernels(_ x: Shape, _ y: Shape) throws -> [String] {
      try Session(g).prepare([gradient], feeding: [(a, x), (b, y)]).profile(runs: 1).map(\.type)
    }
    #expect(try kernels([5], [5]) == ["Mul"])
    #expect(try kernels([1], [5]) == ["Mul", "SumToShape"])
  }

  /// Nothing can be broadcast against an extent that the other does not have, or that is known.
  @Test func graphsHaveNoSumWhereNothingIsBroadcast() throws {
    let x = try g.placeholder(shape: [Shape.unknown, 3])
    let bias = try g.constant(Tensor([1, 2, 3] as [Float]))
    for y in [try g.multiply(x, x), try g.add(x, bias), try g.multiply(x, g.constant(2))] {
      let gradient = try #require(try g.gradients(of: y, withRespectTo: [x])[0])
      #expect(gradient.operation.type != "SumToShape", "\(y)")
    }
  }
}
