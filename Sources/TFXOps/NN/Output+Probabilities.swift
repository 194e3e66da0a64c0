package import TFXGraph

extension Output {
  /// The logits whose softmax along the last axis this is; nil if it is no softmax. A loss on
  /// probabilities is computed from their logits, which is stable and cheaper.
  package var softmaxLogits: Output? { operation.definition is Softmax ? operation[0] : nil }

  /// The logits whose sigmoid this is; nil if it is no sigmoid.
  package var sigmoidLogits: Output? { operation.definition is Sigmoid ? operation[0] : nil }

  /// Whether the operation that makes this goes beyond 0 and 1, so that its values are surely no
  /// probabilities.
  package var isUnbounded: Bool {
    switch operation.definition {
    case is MatMul, is BiasAdd, is Conv2D, is Relu, is Relu6, is LeakyRelu, is Elu, is Selu,
      is Gelu, is Silu, is Softplus, is Tanh, is Softsign:
      true
    default: false
    }
  }
}
