import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// A penalty in Keras with its gradient.
struct RegularizerCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let input: FixtureTensor
  let penalty: FixtureTensor
  let gradient: FixtureTensor

  static let all: [RegularizerCase] = Fixture.allCases("regularizers")
  var testDescription: String { name }
}

@Suite struct RegularizerTests {
  @Test(arguments: RegularizerCase.all, [DType.float64, .float32])
  func asKeras(_ test: RegularizerCase, _ dtype: DType) throws {
    var diagnostics = Diagnostics()
    let node = ConfigNode(.mapping([ConfigNode.Entry(test.kind, test.arguments.node)]))
    let regularizer = try #require(RegularizerField.read(node, &diagnostics)).value
    let graph = Graph()
    let weight = try graph.constant(test.input.tensor(dtype))
    let penalty = try regularizer.call(weight)
    #expect(penalty.shape == .scalar)
    let gradient = try #require(
      try graph.gradients(of: penalty, withRespectTo: [weight])[0])
    let results = try Session(graph).run([penalty, gradient])
    // Keras rounds the factors to float32, and computes all of OrthogonalRegularizer in it.
    let tolerance =
      test.kind == "OrthogonalRegularizer"
      ? Tolerance(1e-6, ofLargest: 1e-6) : Tolerance(dtype == .float64 ? 1e-7 : 1e-5, ofLargest: 0)
    #expect(difference(results[0], test.penalty.tensor(dtype), tolerance) == nil, "penalty")
    #expect(difference(results[1], test.gradient.tensor(dtype), tolerance) == nil, "gradient")
  }

  @Test func everyRegularizerHasACase() {
    #expect(Set(regularizerCatalog.types.map { $0.kind }) == Set(RegularizerCase.all.map(\.kind)))
  }
}
