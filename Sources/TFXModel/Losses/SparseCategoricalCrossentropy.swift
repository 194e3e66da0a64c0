public import TFXCore
public import TFXGraph
import TFXOps

/// −log y[t], for targets that are class indices.
public struct SparseCategoricalCrossentropy: Loss {
  public static let kind = "SparseCategoricalCrossentropy"
  public static let aliases = ["sparse_categorical_crossentropy"]

  public let target = TargetKind.classIndices

  /// Whether predictions are logits, of which the softmax is the probability.
  public var fromLogits = false

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("from_logits", &fromLogits, "whether predictions are logits, not probabilities")
  }

  public func check(_ output: Output) throws(LossError) {
    try output.requireVectors()
    try output.requireClasses()
    try output.requireProbabilities(of: .softmax, fromLogits: fromLogits)
  }

  public func prediction(from output: Output) throws(GraphError) -> Output {
    fromLogits ? try output.graph.softmax(output, name: "probabilities") : output
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    if let logits = fromLogits ? prediction : prediction.softmaxLogits {
      return try graph.sparseSoftmaxCrossEntropyWithLogits(labels: target, logits: logits)
    }
    // As Keras on TensorFlow: the logarithm of the clipped probabilities serves as logits.
    let logits = try graph.log(try graph.clippedProbability(prediction))
    return try graph.sparseSoftmaxCrossEntropyWithLogits(labels: target, logits: logits)
  }
}
