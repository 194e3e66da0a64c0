public import TFXCore
public import TFXGraph
import TFXOps

/// −Σ t · log y over the classes, for targets that are distributions, such as one-hot rows.
///
/// As [Keras's CategoricalCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
public struct CategoricalCrossentropy: SoftmaxLoss {
  public static let kind = "CategoricalCrossentropy"
  public static let aliases = ["categorical_crossentropy"]

  public let target = TargetKind.oneHotClasses
  public let isOfProbabilities = true
  public var reduction = BatchReduction.sumOverBatchSize

  /// Whether predictions are logits, of which the softmax is the probability.
  public var fromLogits = false
  /// How far targets are moved towards 1 / classes.
  public var labelSmoothing = 0.0
  /// The axis of the classes.
  public var axis = -1

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.crossentropy(&fromLogits, smoothing: &labelSmoothing, towards: "1 / classes", axis: &axis)
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    // Keras goes by the last axis here, whatever the axis of the classes.
    let target = try target.smoothed(labelSmoothing, towards: 1 / Double(target.shape[-1]))
      .withLastAxis(axis)
    let prediction = try prediction.withLastAxis(axis)
    if let logits = fromLogits ? prediction : prediction.softmaxLogits {
      return try graph.softmaxCrossEntropyWithLogits(labels: target, logits: logits)
    }
    let kept = try graph.normalizedProbability(prediction)
    return try -graph.sum(target * graph.log(kept), axes: [-1])
  }
}

/// Categorical cross-entropy in which what is predicted well counts less:
/// −Σ α · (1 − y)^γ · t · log y over the classes. Lin et al., 2018.
///
/// As [Keras's CategoricalFocalCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
public struct CategoricalFocalCrossentropy: SoftmaxLoss {
  public static let kind = "CategoricalFocalCrossentropy"
  public static let aliases = ["categorical_focal_crossentropy"]

  public let target = TargetKind.oneHotClasses
  public let isOfProbabilities = true
  public var reduction = BatchReduction.sumOverBatchSize

  /// α: how much all of it counts.
  public var alpha = 0.25
  /// γ: how much less what is predicted well counts.
  public var gamma = 2.0
  /// Whether predictions are logits, of which the softmax is the probability.
  public var fromLogits = false
  /// How far targets are moved towards 1 / classes.
  public var labelSmoothing = 0.0
  /// The axis of the classes.
  public var axis = -1

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("alpha", &alpha, in: .atLeast(0), "how much all of it counts")
    f.focus(&gamma)
    f.crossentropy(&fromLogits, smoothing: &labelSmoothing, towards: "1 / classes", axis: &axis)
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let target = try target.smoothed(labelSmoothing, towards: 1 / Double(target.shape[-1]))
      .withLastAxis(axis)
    var probability = try prediction.withLastAxis(axis)
    if fromLogits { probability = try graph.softmax(probability) }
    let kept = try graph.normalizedProbability(probability)
    let factor = try graph.pow(1 - kept, graph.constant(gamma, kept.dtype)) * alpha
    return try -graph.sum(factor * target * graph.log(kept), axes: [-1])
  }
}

extension Output {
  /// The tensor with an axis moved to the end.
  func withLastAxis(_ axis: Int) throws(GraphError) -> Output {
    let place = axis < 0 ? axis + shape.rank : axis
    if place == shape.rank - 1 { return self }
    return try graph.transpose(self, (0..<shape.rank).filter { $0 != place } + [place])
  }
}

extension Graph {
  /// Probabilities that add up to 1 along the last axis, kept away from 0 and 1, as Keras does it.
  func normalizedProbability(_ probability: Output) throws(GraphError) -> Output {
    try clippedProbability(probability / sum(probability, axes: [-1], keepDims: true))
  }
}
