import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// Where Keras's constraint moves a weight.
struct ConstraintCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let input: FixtureTensor
  let output: FixtureTensor

  static let all: [ConstraintCase] = Fixture.cases("constraints")
  var testDescription: String { name }
}

@Suite struct ConstraintTests {
  @Test(arguments: ConstraintCase.all, [DType.float64, .float32])
  func asKeras(_ test: ConstraintCase, _ dtype: DType) throws {
    var diagnostics = Diagnostics()
    let node = ConfigNode(.mapping([ConfigNode.Entry(test.kind, test.arguments.node)]))
    let constraint = try #require(ConstraintField.read(node, &diagnostics)).value
    let graph = Graph()
    let moved = try constraint.call(try graph.constant(test.input.tensor(dtype)))
    let result = try Session(graph).run(moved)
    #expect(difference(result, test.output.tensor(dtype), .rounding(dtype)) == nil)
  }

  @Test func everyConstraintHasACase() {
    #expect(Set(constraintCatalog.types.map { $0.kind }) == Set(ConstraintCase.all.map(\.kind)))
  }

  @Test func anAxisThatIsNoneIsRefused() throws {
    var constraint = MaxNorm()
    constraint.axis = AxisList([2])
    let graph = Graph()
    let weight = try graph.constant(Tensor([1, 2] as [Float], shape: [2, 1]))
    #expect(throws: GraphError.self) { try constraint.call(weight) }
  }
}
