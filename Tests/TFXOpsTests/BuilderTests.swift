import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Builders that stand for several operations, or have names of TensorFlow's beside their own.
@Suite struct BuilderTests {
  let graph = Graph(seed: 3)

  private func numbers(_ shape: Shape) throws -> Output {
    try graph.constant(
      Tensor((0..<shape.elementCount).map { Float($0 % 7) - 3 }, shape: shape))
  }

  @Test func productsOfStacks() throws {
    let (a, b) = (try numbers([2, 3, 4]), try numbers([4, 5]))
    let product = try a • b
    #expect(product.shape == [2, 3, 5])
    let session = Session(graph)
    let (swapped, stacks) = (
      try graph.matMul(b, a, transposeA: true, transposeB: true),
      [try graph.batchMatMul(a, b), try graph.batchMatMul(b, a, adjX: true, adjY: true)]
    )
    let found = try session.run([product, swapped] + stacks)
    #expect(Array(found[..<2]) == Array(found[2...]))
    #expect(throws: GraphError.self) { try graph.matMul(a, a) }
  }

  @Test func variablesBeginAsInTensorFlow() throws {
    let weight = try graph.getVariable("w", shape: [50, 30])
    let count = try graph.getVariable("n", shape: [3], dtype: .int32)
    let session = Session(graph)
    try session.initialize()
    let zeros = try session.value(of: count).doubles()
    #expect(zeros == [0, 0, 0])
    let found = try session.value(of: weight).doubles()
    let limit = (6.0 / 80).squareRoot()
    #expect(found.allSatisfy { abs($0) <= limit } && found.contains { abs($0) > 0.9 * limit })
  }

  @Test func modAndLoss() throws {
    let a = try numbers([7])
    let b = try graph.constant(Tensor([Float](repeating: 3, count: 7)))
    let session = Session(graph)
    let found = try session.run([graph.mod(a, b), graph.floorMod(a, b), graph.l2Loss(a)])
    #expect(found[0] == found[1])
    #expect(found[2].doubles() == [14])
  }

  @Test func constantsNeedNumbers() throws {
    expectError(
      "[Const] 'one': dtype: expected float32, float64, int8, int16, int32, int64, uint8, bool or "
        + "complex64, found string"
    ) { try graph.constant(1, .string, name: "one") }
  }
}
