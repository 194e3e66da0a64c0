public import TFXCore
public import TFXGraph

/// The identity, which adds l1 · Σ |x| + l2 · Σ x² to the loss, divided by the number of samples.
/// [batch, d…] → [batch, d…]
///
/// As [Keras's](https://keras.io/api/layers/regularization_layers/activity_regularization/).
public struct ActivityRegularization: Layer {
  public static let kind = "ActivityRegularization"

  /// What is added to the loss.
  public var penalty = L1L2()

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) { penalty.fields(&f) }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    context.addLoss(try penalty.meanPenalty(ofActivity: x))
    return x
  }
}
