public import TFXCore
public import TFXGraph
import TFXOps

/// −mean(t · log y + (1 − t) · log(1 − y)) along an axis, for targets of 0 and 1 or between them:
/// one column, or one for each of several labels.
///
/// As [Keras's BinaryCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
public struct BinaryCrossentropy: SigmoidLoss {
  public static let kind = "BinaryCrossentropy"
  public static let aliases = ["binary_crossentropy", "bce", "BCE"]

  public let target = TargetKind.binary
  public let isOfProbabilities = true
  public var reduction = BatchReduction.sumOverBatchSize

  /// Whether predictions are logits, of which the sigmoid is the probability.
  public var fromLogits = false
  /// How far targets are moved towards ½.
  public var labelSmoothing = 0.0
  /// The axis that the mean goes over.
  public var axis = -1

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.crossentropy(&fromLogits, smoothing: &labelSmoothing, towards: "0.5", axis: &axis)
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let target = try target.smoothed(labelSmoothing, towards: 0.5)
    return try graph.mean(
      graph.binaryCrossentropy(prediction, target, fromLogits: fromLogits), axes: [axis])
  }
}

/// Binary cross-entropy in which what is predicted well counts less:
/// mean((1 − p)^γ · crossentropy) along an axis, where p = t · y + (1 − t) · (1 − y); with class
/// balancing each element also times α for t = 1 and 1 − α for t = 0. Lin et al., 2018.
///
/// As [Keras's BinaryFocalCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
public struct BinaryFocalCrossentropy: SigmoidLoss {
  public static let kind = "BinaryFocalCrossentropy"
  public static let aliases = ["binary_focal_crossentropy"]

  public let target = TargetKind.binary
  public let isOfProbabilities = true
  public var reduction = BatchReduction.sumOverBatchSize

  /// Whether the two classes count by α.
  public var appliesClassBalancing = false
  /// How much the class 1 counts; 1 − α is how much the class 0 does.
  public var alpha = 0.25
  /// γ: how much less what is predicted well counts.
  public var gamma = 2.0
  /// Whether predictions are logits, of which the sigmoid is the probability.
  public var fromLogits = false
  /// How far targets are moved towards ½.
  public var labelSmoothing = 0.0
  /// The axis that the mean goes over.
  public var axis = -1

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "apply_class_balancing", &appliesClassBalancing, "whether the classes count by alpha")
    f.optional(
      "alpha", &alpha, in: .from(0, to: 1), "how much class 1 counts; class 0 has 1 - alpha")
    f.focus(&gamma)
    f.crossentropy(&fromLogits, smoothing: &labelSmoothing, towards: "0.5", axis: &axis)
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let target = try target.smoothed(labelSmoothing, towards: 0.5)
    let probability = fromLogits ? try graph.sigmoid(prediction) : prediction
    let entropy = try graph.binaryCrossentropy(probability, target, fromLogits: false)
    let ofTarget = try target * probability + (1 - target) * (1 - probability)
    var losses = try graph.pow(1 - ofTarget, graph.constant(gamma, target.dtype)) * entropy
    if appliesClassBalancing {
      losses = try (target * alpha + (1 - target) * (1 - alpha)) * losses
    }
    return try graph.mean(losses, axes: [axis])
  }
}

extension Output {
  /// Targets that are moved towards a number.
  func smoothed(_ smoothing: Double, towards goal: Double) throws(GraphError) -> Output {
    smoothing == 0 ? self : try self * (1 - smoothing) + smoothing * goal
  }
}

extension Graph {
  /// −(t · log y + (1 − t) · log(1 − y)) of each element, from logits where they are known.
  func binaryCrossentropy(
    _ prediction: Output, _ target: Output, fromLogits: Bool
  ) throws(GraphError) -> Output {
    if let logits = fromLogits ? prediction : prediction.sigmoidLogits {
      return try sigmoidCrossEntropyWithLogits(labels: target, logits: logits)
    }
    let kept = try clippedProbability(prediction)
    return try -(target * log(kept) + (1 - target) * log(1 - kept))
  }

  /// `probability` kept away from 0 and 1, as Keras does it.
  func clippedProbability(_ probability: Output) throws(GraphError) -> Output {
    let low = try constant(kerasEpsilon, probability.dtype)
    let high = try constant(1 - kerasEpsilon, probability.dtype)
    return try maximum(try minimum(probability, high), low)
  }
}
