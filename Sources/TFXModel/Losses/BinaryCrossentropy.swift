public import TFXCore
public import TFXGraph
import TFXOps

/// −mean(t · log y + (1 − t) · log(1 − y)) over a sample's outputs.
public struct BinaryCrossentropy: Loss {
  public static let kind = "BinaryCrossentropy"
  public static let aliases = ["binary_crossentropy", "bce", "BCE"]

  public let target = TargetKind.binary

  /// Whether predictions are logits, of which the sigmoid is the probability.
  public var fromLogits = false
  /// How far targets are moved towards ½.
  public var labelSmoothing = 0.0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("from_logits", &fromLogits, "whether predictions are logits, not probabilities")
    f.optional(
      "label_smoothing", &labelSmoothing, in: .from(0, to: 1), "how far targets move towards 0.5")
  }

  public func check(_ output: Output) throws(LossError) {
    try output.requireVectors()
    try output.requireSingleOutput()
    try output.requireProbabilities(of: .sigmoid, fromLogits: fromLogits)
  }

  public func prediction(from output: Output) throws(GraphError) -> Output {
    fromLogits ? try output.graph.sigmoid(output, name: "probabilities") : output
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let target = try smoothed(target)
    if let logits = fromLogits ? prediction : prediction.sigmoidLogits {
      return try graph.mean(
        try graph.sigmoidCrossEntropyWithLogits(labels: target, logits: logits), axes: [-1])
    }
    let one = try graph.constant(1, prediction.dtype)
    let kept = try graph.clippedProbability(prediction)
    let ofOne = try graph.multiply(target, try graph.log(kept))
    let ofZero = try graph.multiply(
      try graph.subtract(one, target), try graph.log(try graph.subtract(one, kept)))
    return try graph.mean(try graph.negative(try graph.add(ofOne, ofZero)), axes: [-1])
  }

  private func smoothed(_ target: Output) throws(GraphError) -> Output {
    if labelSmoothing == 0 { return target }
    let graph = target.graph
    let kept = try graph.multiply(target, try graph.constant(1 - labelSmoothing, target.dtype))
    return try graph.add(kept, try graph.constant(labelSmoothing / 2, target.dtype))
  }
}

extension Graph {
  /// `probability` kept away from 0 and 1, as Keras does it.
  func clippedProbability(_ probability: Output) throws(GraphError) -> Output {
    let low = try constant(probabilityEpsilon, probability.dtype)
    let high = try constant(1 - probabilityEpsilon, probability.dtype)
    return try maximum(try minimum(probability, high), low)
  }
}
