public import TFXCore
public import TFXGraph
import TFXOps

/// An activation function by Keras's name, with Keras's constants.
///
/// See [Keras's activations](https://keras.io/api/layers/activations/).
public enum ActivationFunction: String, Choice {
  case linear, relu, relu6, sigmoid, tanh, softmax, softplus, softsign, elu, selu, gelu
  case leakyRelu = "leaky_relu"
  case silu

  /// The function of each element of `x`; softmax is along the last axis.
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
    case .leakyRelu: try graph.leakyRelu(x, alpha: 0.2)
    case .silu: try graph.silu(x)
    }
  }
}
