public import TFXCore
public import TFXGraph
import TFXOps

/// −Σ t · log y over the classes, for one-hot targets.
public struct CategoricalCrossentropy: Loss {
  public static let kind = "CategoricalCrossentropy"
  public static let aliases = ["categorical_crossentropy"]

  public let target = TargetKind.oneHotClasses

  /// Whether predictions are logits, of which the softmax is the probability.
  public var fromLogits = false
  /// How far targets are moved towards 1 / classes.
  public var labelSmoothing = 0.0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("from_logits", &fromLogits, "whether predictions are logits, not probabilities")
    f.optional(
      "label_smoothing", &labelSmoothing, in: .from(0, to: 1),
      "how far targets move towards 1 / classes")
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
    let target = try smoothed(target)
    if let logits = fromLogits ? prediction : prediction.softmaxLogits {
      return try graph.softmaxCrossEntropyWithLogits(labels: target, logits: logits)
    }
    let whole = try graph.sum(prediction, axes: [-1], keepDims: true)
    let kept = try graph.clippedProbability(try graph.divide(prediction, whole))
    return try graph.negative(
      try graph.sum(try graph.multiply(target, try graph.log(kept)), axes: [-1]))
  }

  private func smoothed(_ target: Output) throws(GraphError) -> Output {
    if labelSmoothing == 0 { return target }
    let graph = target.graph
    let classes = Double(target.shape[-1])
    let kept = try graph.multiply(target, try graph.constant(1 - labelSmoothing, target.dtype))
    return try graph.add(kept, try graph.constant(labelSmoothing / classes, target.dtype))
  }
}
