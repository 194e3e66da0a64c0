import TFXCore
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
    switch unmoved.operation.definition {
    case is MatMul, is BatchMatMulV2, is BiasAdd, is Conv2D, is Relu, is Relu6, is LeakyRelu,
      is Elu, is Selu, is Gelu, is Silu, is Softplus, is Tanh, is Softsign, is LogSoftmax:
      true
    default: false
    }
  }

  /// Keras's name of the function along an axis of a single element that makes this, whose values
  /// are then the same whatever goes in; nil if it is none.
  package var constantDistribution: String? {
    let node = unmoved.operation
    guard node.inputs.first?.shape.dimensions.last == 1 else { return nil }
    return switch node.definition {
    case is Softmax: "softmax"
    case is LogSoftmax: "log_softmax"
    default: nil
    }
  }

  /// The same elements before operations that only moved them or gave them another shape.
  private var unmoved: Output {
    switch operation.definition {
    case is Reshape, is ReshapeLike, is Transpose, is ExpandDims, is Squeeze, is Identity:
      operation[0].unmoved
    default: self
    }
  }
}
