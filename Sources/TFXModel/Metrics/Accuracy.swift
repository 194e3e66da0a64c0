import TFXCore
public import TFXGraph
import TFXOps

/// The part of the samples whose class is predicted: Keras's binary, categorical or sparse
/// categorical accuracy, whichever fits the loss.
public struct Accuracy: Metric {
  public static let kind = "Accuracy"
  public static let aliases = ["accuracy", "acc"]

  public let name = "accuracy"

  public init() {}

  public func call(
    _ prediction: Output, _ target: Output, _ loss: any Loss
  ) throws(GraphError) -> Output {
    let graph = prediction.graph
    // As Keras goes by the shapes: several outputs are classes for a loss on numbers too.
    let isOneHot = loss.target == .numbers && prediction.shape[-1] > 1
    switch isOneHot ? .oneHotClasses : loss.target {
    case .classIndices:
      let predicted = try graph.argMax(prediction, axis: -1)
      let wanted = try graph.cast(target, to: .int64)
      return try graph.cast(try graph.equal(predicted, wanted), to: prediction.dtype)
    case .oneHotClasses:
      let predicted = try graph.argMax(prediction, axis: -1)
      let wanted = try graph.argMax(target, axis: -1)
      return try graph.cast(try graph.equal(predicted, wanted), to: prediction.dtype)
    case .binary, .numbers:
      // A probability of ½ is a logit of 0.
      let threshold = try graph.constant(loss.fromLogits ? 0 : 0.5, prediction.dtype)
      let predicted = try graph.cast(
        try graph.greater(prediction, threshold), to: prediction.dtype)
      let hits = try graph.cast(try graph.equal(predicted, target), to: prediction.dtype)
      return try graph.mean(hits, axes: [-1])
    }
  }
}
