import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

@Suite struct GradientGraphTests {
  private let graph = Graph()

  @Test func unrelatedInputsHaveNone() throws {
    let x = try graph.placeholder(shape: [2])
    let y = try graph.placeholder(shape: [2])
    let z = try graph.relu(x)
    let gradients = try graph.gradients(of: z, withRespectTo: [x, y, z])
    #expect(gradients[0] != nil)
    #expect(gradients[1] == nil)
    #expect(gradients[2]?.shape == [2])
  }

  @Test func stopGradientEndsIt() throws {
    let x = try graph.placeholder(.float64, shape: [2])
    let stopped = try graph.stopGradient(try graph.square(x))
    let y = try graph.multiply(stopped, x)
    let gradient = try #require(try graph.gradients(of: y, withRespectTo: [x])[0])
    // x² · 1, not 3 x².
    #expect(
      try Session(graph).run(gradient, feeding: [x: Tensor([3.0, 5.0])]) == Tensor([9.0, 25.0]))
    let none = try graph.gradients(of: stopped, withRespectTo: [x])
    #expect(none == [nil])
  }

  @Test func usesAddUp() throws {
    let x = try graph.placeholder(.float64, shape: [2])
    let square = try graph.multiply(x, x)
    let y = try graph.add(try graph.multiply(square, x), try graph.add(square, x))
    let gradient = try #require(try graph.gradients(of: y, withRespectTo: [x])[0])
    // 3 x² + 2 x + 1.
    #expect(
      try Session(graph).run(gradient, feeding: [x: Tensor([1.0, 2.0])]) == Tensor([6.0, 17.0]))
  }

  @Test func gradientsOfInnerResultsAreThoseThatArrive() throws {
    let x = try graph.placeholder(.float64, shape: [1])
    let inner = try graph.multiply(x, x)
    let y = try graph.multiply(inner, try graph.constant(Tensor([7.0])))
    let gradients = try graph.gradients(of: y, withRespectTo: [inner, x]).map { try #require($0) }
    #expect(
      try Session(graph).run(gradients, feeding: [x: Tensor([3.0])]) == [
        Tensor([7.0]), Tensor([42.0]),
      ])
  }

  /// A bias of one row under a batch whose size only a run knows.
  @Test(arguments: [1, 3, 8])
  func broadcastsOfAnUnknownBatchAreSummed(_ batch: Int) throws {
    let x = try graph.placeholder(.float64, shape: [Shape.unknown, 2])
    let row = try graph.placeholder(.float64, shape: [2])
    let column = try graph.placeholder(.float64, shape: [Shape.unknown, 1])
    let scalar = try graph.placeholder(.float64, shape: [])
    let y = try graph.multiply(try graph.add(try graph.add(x, row), column), scalar)
    let gradients = try graph.gradients(of: y, withRespectTo: [x, row, column, scalar]).map {
      try #require($0)
    }
    #expect(gradients.map(\.shape.rank) == [2, 1, 2, 0])
    let found = try Session(graph).run(
      gradients,
      feeding: [
        x: Tensor(repeating: 1.0, shape: [batch, 2]), row: Tensor([0.5, -0.5]),
        column: Tensor(repeating: 2.0, shape: [batch, 1]), scalar: Tensor(3.0),
      ])
    let count = Double(batch)
    #expect(found[0] == Tensor(repeating: 3.0, shape: [batch, 2]))
    #expect(found[1] == Tensor([3 * count, 3 * count]))
    #expect(found[2] == Tensor(repeating: 6.0, shape: [batch, 1]))
    #expect(found[3] == Tensor(6 * count))
  }

  @Test func aSeedWeightsTheOutputs() throws {
    let x = try graph.placeholder(.float64, shape: [2])
    let seed = try graph.constant(Tensor([10.0, -1.0]))
    let gradient = try #require(
      try graph.gradients(of: try graph.square(x), withRespectTo: [x], seed: seed)[0])
    #expect(
      try Session(graph).run(gradient, feeding: [x: Tensor([1.0, 2.0])]) == Tensor([20.0, -4.0]))
  }

  @Test func gradientsOfGradients() throws {
    let x = try graph.placeholder(.float64, shape: [2])
    let cube = try graph.multiply(try graph.multiply(x, x), x)
    let first = try #require(try graph.gradients(of: cube, withRespectTo: [x])[0])
    let second = try #require(try graph.gradients(of: first, withRespectTo: [x])[0])
    #expect(
      try Session(graph).run(second, feeding: [x: Tensor([1.0, -2.0])]) == Tensor([6.0, -12.0]))
  }

  @Test func operationsWithoutAGradientAreNamed() throws {
    struct Opaque: OpDefinition {
      func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { [try inputs.only()] }
    }
    let x = try graph.placeholder(shape: [2])
    let y = try graph.add(Opaque(), [x], name: "dark").output(0)
    let error = #expect(throws: GraphError.self) {
      try graph.gradients(of: try graph.relu(y), withRespectTo: [x])
    }
    #expect(
      error?.description == "[Opaque] 'dark' has no gradient; put stopGradient before it, "
        + "or derive by something else")
    // Where no path leads through it, it does not matter.
    let z = try graph.placeholder(shape: [2])
    #expect(try graph.gradients(of: try graph.add(z, y), withRespectTo: [z])[0] != nil)
  }
}
