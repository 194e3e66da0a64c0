import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// The distribution of an initializer of Keras for one shape.
struct InitializerCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let initializer: String
  let arguments: Arguments?
  let shape: [Int]
  let distribution: String
  let limit: Double?
  let bound: Double?
  let stddev: Double
  let matrix: [Int]?
  let orthonormal: String?

  static let all: [InitializerCase] = Fixture.allCases("initializers")
  var testDescription: String { name }

  /// The values for one seed of the graph.
  func values(seed: UInt64, _ dtype: DType = .float32) throws -> Tensor {
    var diagnostics = Diagnostics()
    let node =
      arguments.map { ConfigNode(.mapping([ConfigNode.Entry(initializer, $0.node)])) }
      ?? .plain(initializer)
    let field = try #require(InitializerField.read(node, &diagnostics))
    #expect(field.value.kind == kind)
    let graph = Graph(seed: seed)
    return try Session(graph).run(
      try field.value.call(graph, TensorSpec(Shape(shape), dtype)))
  }
}

@Suite struct InitializerTests {
  @Test(arguments: InitializerCase.all.filter { $0.matrix == nil })
  func hasKerasDistribution(_ test: InitializerCase) throws {
    var values: [Double] = []
    var seed: UInt64 = 1
    while values.count < 20_000 {
      values += try test.values(seed: seed).doubles()
      seed += 1
    }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let deviation = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / count).squareRoot()
    #expect(abs(mean) < 5 * test.stddev / count.squareRoot())
    // A sample's deviation itself deviates by 1 / √(2 n) of it, or less for flat distributions.
    #expect(abs(deviation / test.stddev - 1) < 5 / (2 * count).squareRoot())
    if let bound = test.limit ?? test.bound {
      let largest = values.map(abs).max() ?? 0
      // The bound itself rounded to float32.
      #expect(largest <= Double(Float(bound)))
      #expect(largest > 0.99 * bound)
    } else {
      // Beyond 3 deviations lie 0.27 % of a normal distribution.
      let far = Double(values.count { abs($0) > 3 * test.stddev }) / count
      #expect(far > 0.001 && far < 0.005)
    }
  }

  @Test(arguments: InitializerCase.all.filter { $0.matrix != nil }, [DType.float64, .float32])
  func isOrthogonal(_ test: InitializerCase, _ dtype: DType) throws {
    let matrix = try #require(test.matrix)
    let graph = Graph()
    let q = try graph.constant(
      try test.values(seed: 3, dtype).reshaped(to: Shape(matrix)))
    let isColumns = test.orthonormal == "columns"
    let product = try graph.matMul(q, q, transposeA: isColumns, transposeB: !isColumns)
    let side = isColumns ? matrix[1] : matrix[0]
    let found = try Session(graph).run(product).doubles()
    let far = found.indices.map { index in
      abs(found[index] - (index / side == index % side ? 1 : 0))
    }
    #expect((far.max() ?? 1) < (dtype == .float64 ? 1e-12 : 5e-6))
  }

  @Test(arguments: InitializerCase.all.filter { $0.shape == [784, 512] || $0.shape == [8, 8] })
  func seedDecides(_ test: InitializerCase) throws {
    #expect(try test.values(seed: 5) == test.values(seed: 5))
    #expect(try test.values(seed: 5) != test.values(seed: 6))
  }

  @Test func twoWeightsOfOneGraphDiffer() throws {
    let graph = Graph(seed: 1)
    let spec = TensorSpec([16, 16])
    let both = [
      try GlorotUniform().call(graph, spec), try GlorotUniform().call(graph, spec),
    ]
    let values = try Session(graph).run(both)
    #expect(values[0] != values[1])
  }

  /// The parameters that no fixture has, and the constants.
  @Test(arguments: [
    ("zeros", [0.0, 0.0]), ("Ones", [1, 1]), ("{Constant: {value: 2.5}}", [2.5, 2.5]),
    ("{RandomUniform: {minval: 3, maxval: 3}}", [3, 3]),
    ("{RandomNormal: {mean: 7, stddev: 0}}", [7, 7]),
    ("{TruncatedNormal: {mean: -1, stddev: 0}}", [-1, -1]),
  ])
  func constants(_ written: String, _ expected: [Double]) throws {
    var diagnostics = Diagnostics()
    let field = try #require(InitializerField.read(try node(written), &diagnostics))
    let graph = Graph()
    let values = try Session(graph).run(try field.value.call(graph, TensorSpec([2], .float64)))
    #expect(values.doubles() == expected)
  }

  @Test(arguments: ["Identity", "{IdentityInitializer: {gain: 2.5}}"])
  func identity(_ written: String) throws {
    var diagnostics = Diagnostics()
    let field = try #require(InitializerField.read(try node(written), &diagnostics))
    let graph = Graph()
    let values = try Session(graph).run(try field.value.call(graph, TensorSpec([2, 3])))
    let gain = written == "Identity" ? 1 : 2.5
    #expect(values.doubles() == [gain, 0, 0, 0, gain, 0])
    #expect(throws: GraphError.self) { try field.value.call(graph, TensorSpec([2])) }
  }

  /// Attention's weights have other axes of inputs and outputs than the last two.
  @Test func fansOfGivenAxes() throws {
    let initializer = GlorotUniform().connecting(inputs: [0], outputs: [1, 2])
    let graph = Graph(seed: 2)
    let values = try Session(graph).run(try initializer.call(graph, TensorSpec([30, 20, 50])))
    let limit = (6.0 / (30 + 1000)).squareRoot()
    let largest = values.doubles().map(abs).max() ?? 0
    #expect(largest <= Double(Float(limit)) && largest > 0.99 * limit)
  }

  @Test func everyInitializerIsTested() {
    let tested = Set(InitializerCase.all.map(\.kind)).union([
      "Zeros", "Ones", "Constant", "Identity",
    ])
    #expect(Set(initializerCatalog.types.map { $0.kind }) == tested)
  }
}
