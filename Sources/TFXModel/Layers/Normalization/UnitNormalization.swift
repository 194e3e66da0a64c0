public import TFXCore
public import TFXGraph
import TFXOps

/// y = x / ‖x‖, with the Euclidean norm over an axis or several.   [batch, d…] → [batch, d…]
///
/// As [Keras's](https://keras.io/api/layers/normalization_layers/unit_normalization/).
public struct UnitNormalization: Layer {
  public static let kind = "UnitNormalization"

  /// The axes that are normalized together.
  public var axis: AxisList = -1

  public var passesMask: Bool { true }
  public var scalesInputs: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, in: .some, "axes that are normalized together")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    _ = try axis.axes(of: input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    // Keras bounds 1 / ‖x‖ by 1e12.
    try x.graph.l2Normalize(x, axes: x.shape.known(axis), epsilon: 1e-24)
  }
}
