import TFXCore
public import TFXGraph
import TFXOps

/// The part of the samples whose class is predicted: Keras's binary, categorical or sparse
/// categorical accuracy, whichever fits the loss.
public struct Accuracy: MeanMetric {
  public static let kind = "Accuracy"
  public static let aliases = ["accuracy", "acc"]

  public let name = "accuracy"
  public let isHigherBetter = true

  public init() {}

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    let (graph, output, target) = (batch.graph, batch.output, batch.target)
    // As Keras goes by the shapes: several outputs are classes for a loss on numbers too.
    let isOneHot = batch.loss.target == .numbers && output.shape[-1] > 1
    switch isOneHot ? .oneHotClasses : batch.loss.target {
    case .classIndices:
      let predicted = try graph.argMax(output, axis: -1)
      let wanted = try graph.cast(target, to: .int64)
      return try graph.cast(try graph.equal(predicted, wanted), to: output.dtype)
    case .oneHotClasses:
      let predicted = try graph.argMax(output, axis: -1)
      let wanted = try graph.argMax(target, axis: -1)
      return try graph.cast(try graph.equal(predicted, wanted), to: output.dtype)
    case .binary, .numbers:
      // A probability of ½ is a logit of 0.
      let threshold = try graph.constant(batch.loss.fromLogits ? 0 : 0.5, output.dtype)
      let predicted = try graph.cast(try graph.greater(output, threshold), to: output.dtype)
      let hits = try graph.cast(try graph.equal(predicted, target), to: output.dtype)
      return try graph.mean(hits, axes: [-1])
    }
  }
}
