public import TFXCore
public import TFXGraph
import TFXOps

/// −ln of the probability of all ways in which the softmax of a sequence of outputs can spell a shorter
/// sequence of labels: connectionist temporal classification. Outputs are logits
/// `[batch, steps, classes]`; targets are class numbers `[batch, labels]`, from 1, with zeros behind the
/// last, as class 0 is the blank.
///
/// As [Keras's CTC](https://keras.io/api/losses/).
public struct CTC: Loss {
  public static let kind = "CTC"
  public static let aliases = ["ctc"]

  /// Numbers, so that targets may be as wide as they are, whatever the outputs.
  public let target = TargetKind.numbers
  public let fromLogits = true
  public let isOfProbabilities = true
  public var reduction = BatchReduction.sumOverBatchSize

  public init() {}

  public func check(_ output: Output) throws(LossError) {
    if output.shape.rank != 3 {
      throw LossError(
        expected: "outputs [batch, steps, classes]", found: "the last layer makes \(output.shape)",
        help: "keep the axis of time: return_sequences: true")
    }
    try output.requireClasses()
    try output.requireProbabilities(of: .softmax, fromLogits: true)
  }

  public func prediction(from output: Output) throws(GraphError) -> Output {
    try output.graph.softmax(output, name: "probabilities")
  }

  public func targetSpec(for prediction: TensorSpec) -> TensorSpec {
    TensorSpec([Shape.unknown, Shape.unknown], prediction.dtype)
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    return try graph.ctcLoss(labels: graph.cast(target, to: .int32), logits: prediction)
  }
}
