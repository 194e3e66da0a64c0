import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// An activation function in Keras, far out on both sides.
struct ActivationCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let activation: String
  let input: FixtureTensor
  let output: FixtureTensor
  let derivative: FixtureTensor?
  let cotangent: FixtureTensor?
  let input_gradient: FixtureTensor?

  static let all: [ActivationCase] =
    Fixture.cases("activations") + Fixture.cases("keras_activations")
  var testDescription: String { name }

  /// From 100 down to 1e-44 in one tensor: each number is compared by itself, with a small floor.
  /// The gradients in float32 are computed from the outputs, such as 1 − y², with their rounding.
  func tolerance(_ dtype: DType, isGradient: Bool = false) -> Tolerance {
    // Keras rounds the slope and gelu's √2 to float32 even in float64.
    let rounds = ["leaky_relu", "gelu", "gelu_tanh"].contains(activation)
    if dtype == .float64 {
      return Tolerance(rounds ? 1e-6 : 1e-9, ofLargest: rounds ? 1e-9 : 1e-15)
    }
    // Near their kinks these take numbers from each other that are nearly equal.
    let cancels = ["hard_sigmoid", "hard_silu", "hard_swish"].contains(activation)
    return Tolerance(1e-5, ofLargest: isGradient ? 5e-7 : cancels ? 2e-7 : 1e-8)
  }
}

@Suite struct ActivationTests {
  @Test(arguments: ActivationCase.all, [DType.float64, .float32])
  func asKeras(_ test: ActivationCase, _ dtype: DType) throws {
    var diagnostics = Diagnostics()
    let function = try #require(
      ActivationFunction.read(.plain(test.activation), &diagnostics))
    let graph = Graph()
    let x = try graph.placeholder(dtype, shape: Shape(test.input.shape))
    let y = try function(x)
    let seed = try graph.placeholder(dtype, shape: y.shape)
    let gradient = try #require(try graph.gradients(of: y, withRespectTo: [x], seed: seed)[0])
    let input = test.input.tensor(dtype)
    let cotangent =
      test.cotangent?.tensor(dtype)
      ?? Tensor(repeating: 1.0, shape: input.shape).converted(to: dtype)
    let results = try Session(graph).run([y, gradient], feeding: [x: input, seed: cotangent])

    #expect(
      difference(results[0], test.output.tensor(dtype), test.tolerance(dtype)) == nil, "output")
    var derivative = try #require(test.derivative ?? test.input_gradient).tensor(.float64).doubles()
    if test.activation == "selu" {
      // Keras takes the derivative of the other side here, because its y = exp(x) − 1 is 0.
      let place = try #require(input.doubles().firstIndex { $0 < 0 && $0 > -1e-20 })
      #expect(derivative[place] < 1.06)
      derivative[place] = 1.7580993408473766
    }
    let expected = Tensor(derivative, shape: input.shape).converted(to: dtype)
    #expect(difference(results[1], expected, test.tolerance(dtype, isGradient: true)) == nil)
  }

  @Test func everyActivationHasACase() {
    let tested = Set(ActivationCase.all.map(\.activation))
    let names = ActivationFunction.allCases.map(\.rawValue)
    #expect(Set(names).union(ActivationFunction.aliases.keys) == tested)
  }

  @Test(arguments: [
    ("swihs", "did you mean 'swish'?"),
    ("threshold", "it needs its numbers: put the layer ReLU: {threshold: …} behind"),
  ])
  func refuses(_ name: String, _ help: String) {
    var diagnostics = Diagnostics()
    #expect(ActivationFunction.read(.plain(name), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.help) == [help])
  }

  /// Half of the outputs gate the other half.
  @Test func gatedOutputsAreHalf() throws {
    let model = try ModelGraph(
      [LayerEntry(Dense(6, activation: .glu)), LayerEntry(Dense(2))], sampleShape: [4],
      options: nil, seed: 0)
    #expect(model.layers.map(\.outputShape) == [[-1, 3], [-1, 2]])
  }
}
