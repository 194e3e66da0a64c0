public import TFXCore
import TFXKernels

/// An activation within the steps of a recurrent layer, by Keras's name: one whose slope is a
/// function of its result.
///
/// See [Keras's activations](https://keras.io/api/layers/activations/).
public enum RecurrentActivation: String, Choice {
  case linear, tanh
  case hardTanh = "hard_tanh"
  case sigmoid
  case hardSigmoid = "hard_sigmoid"
  case relu, relu6
  case leakyRelu = "leaky_relu"
  case elu, selu, exponential, softplus, softsign

  /// The same in the kernels' terms.
  var function: GateFunction {
    switch self {
    case .linear: .linear
    case .tanh: .tanh
    case .hardTanh: .hardTanh
    case .sigmoid: .sigmoid
    case .hardSigmoid: .hardSigmoid
    case .relu: .relu
    case .relu6: .relu6
    case .leakyRelu: .leakyRelu
    case .elu: .elu
    case .selu: .selu
    case .exponential: .exponential
    case .softplus: .softplus
    case .softsign: .softsign
    }
  }
}
