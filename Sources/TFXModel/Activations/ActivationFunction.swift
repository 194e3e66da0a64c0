public import TFXCore
public import TFXGraph
import TFXOps

/// An activation function by Keras's name, with Keras's constants.
///
/// See [Keras's activations](https://keras.io/api/layers/activations/).
public enum ActivationFunction: String, Choice {
  case linear, relu, relu6, sigmoid, tanh, softmax, softplus, softsign, elu, selu, gelu
  case leakyRelu = "leaky_relu"
  case silu, celu, exponential, glu, mish, sparsemax, squareplus
  /// Gelu through tanh: Keras's `gelu(approximate=True)`.
  case geluTanh = "gelu_tanh"
  case hardShrink = "hard_shrink"
  case hardSigmoid = "hard_sigmoid"
  case hardSilu = "hard_silu"
  case hardTanh = "hard_tanh"
  case logSigmoid = "log_sigmoid"
  case logSoftmax = "log_softmax"
  case softShrink = "soft_shrink"
  case sparsePlus = "sparse_plus"
  case sparseSigmoid = "sparse_sigmoid"
  case tanhShrink = "tanh_shrink"

  /// Other names of Keras's, and what they mean.
  package static let aliases: [String: ActivationFunction] = [
    "swish": .silu, "hard_swish": .hardSilu,
  ]

  public static var expectation: String { "an activation function" }

  public static var schema: ValueSchema {
    .words(allCases.map(\.rawValue) + aliases.keys.sorted())
  }

  /// A function by any of its names.
  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> ActivationFunction? {
    guard case .scalar(let text, _) = node.content else { return mismatch(node, &diagnostics) }
    if let function = ActivationFunction(rawValue: text) ?? aliases[text] { return function }
    let names = allCases.map(\.rawValue) + aliases.keys.sorted()
    return mismatch(
      node, &diagnostics,
      help: text == "threshold"
        ? "it needs its numbers: put the layer ReLU: {threshold: …} behind"
        : Spelling.suggestion(for: text, among: names)
          ?? "known: \(names.joined(separator: ", "))")
  }

  /// The numbers that it can make; nil if any.
  package var range: ClosedRange<Double>? {
    switch self {
    case .sigmoid, .hardSigmoid, .sparseSigmoid, .softmax, .sparsemax: 0...1
    case .tanh, .hardTanh, .softsign: -1...1
    case .relu, .softplus, .squareplus, .sparsePlus, .exponential: 0...Double.infinity
    case .relu6: 0...6
    case .logSigmoid, .logSoftmax: -Double.infinity...0
    case .elu, .celu: -1...Double.infinity
    // −λα of Klambauer and others.
    case .selu: -1.7580993408473766...Double.infinity
    case .linear, .gelu, .geluTanh, .leakyRelu, .silu, .glu, .mish, .hardShrink, .hardSilu,
      .softShrink, .tanhShrink:
      nil
    }
  }

  /// The function of each element of `x`; softmax, sparsemax and glu are along the last axis.
  public func callAsFunction(_ x: Output) throws(GraphError) -> Output {
    let graph = x.graph
    return switch self {
    case .linear: x
    case .relu: try graph.relu(x)
    case .relu6: try graph.relu6(x)
    case .sigmoid: try graph.sigmoid(x)
    case .tanh: try graph.tanh(x)
    case .softmax: try graph.softmax(x)
    case .softplus: try graph.softplus(x)
    case .softsign: try graph.softsign(x)
    case .elu: try graph.elu(x)
    case .selu: try graph.selu(x)
    case .gelu: try graph.gelu(x)
    case .geluTanh: try graph.gelu(x, approximate: true)
    case .leakyRelu: try graph.leakyRelu(x, alpha: 0.2)
    case .silu: try graph.silu(x)
    case .exponential: try graph.exp(x)
    case .logSoftmax: try graph.logSoftmax(x)
    case .celu: try x.celu()
    case .glu: try x.gated()
    case .mish: try x * graph.tanh(graph.softplus(x))
    case .sparsemax: try x.sparsemax()
    case .squareplus: try (x + graph.sqrt(graph.square(x) + 4)) / 2
    case .hardShrink: try x.hardShrunk()
    case .hardSigmoid: try x.hardSigmoid()
    case .hardSilu: try x * x.hardSigmoid()
    case .hardTanh: try graph.clipByValue(x, min: -1, max: 1)
    case .logSigmoid: try -graph.softplus(-x)
    case .softShrink: try graph.relu(x - 0.5) - graph.relu(-x - 0.5)
    case .sparsePlus: try x.sparsePlus()
    case .sparseSigmoid: try x.sparseSigmoid()
    case .tanhShrink: try x - graph.tanh(x)
    }
  }
}
