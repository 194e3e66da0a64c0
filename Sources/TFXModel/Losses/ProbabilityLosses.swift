import TFXCore
public import TFXGraph
import TFXOps

/// A loss of the probabilities of classes, or of the logits that softmax makes them of.
public protocol SoftmaxLoss: Loss {
  /// The axis of the classes.
  var axis: Int { get }
}

extension SoftmaxLoss {
  public func check(_ output: Output) throws(LossError) {
    try output.requireClasses(axis: axis)
    try output.requireProbabilities(of: .softmax, fromLogits: fromLogits)
  }

  public func prediction(from output: Output) throws(GraphError) -> Output {
    fromLogits
      ? try output.graph.softmax(output, axis: axis, name: "probabilities") : output
  }
}

/// A loss of the probabilities of labels, each by itself, or of the logits that sigmoid makes them of.
public protocol SigmoidLoss: Loss {
  /// The axis that its mean goes over.
  var axis: Int { get }
}

extension SigmoidLoss {
  public func check(_ output: Output) throws(LossError) {
    try output.requireOutputs()
    try output.requireAxis(axis)
    try output.requireProbabilities(of: .sigmoid, fromLogits: fromLogits)
  }

  public func prediction(from output: Output) throws(GraphError) -> Output {
    fromLogits ? try output.graph.sigmoid(output, name: "probabilities") : output
  }
}
