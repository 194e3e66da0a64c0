public import TFXCore
public import TFXGraph
import TFXOps

/// mean(½ e² if |e| ≤ δ, else δ · |e| − ½ δ²) along the last axis, with e = y − t.
///
/// As [Keras's Huber](https://keras.io/api/losses/regression_losses/#huber-class).
public struct Huber: Loss {
  public static let kind = "Huber"
  public static let aliases = ["huber", "huber_loss"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize

  /// δ: the error from which the loss grows along a line.
  public var delta = 1.0

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "delta", &delta, in: .moreThan(0), "the error from which the loss grows along a line")
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let size = try graph.abs(prediction - target)
    // The part of the error up to δ is squared, the rest is not.
    let inner = try graph.minimum(size, try graph.constant(delta, size.dtype))
    let squared = try graph.square(inner) * 0.5
    return try graph.mean(squared + (size - inner) * delta, axes: [-1])
  }
}
