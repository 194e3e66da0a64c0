public import TFXCore
public import TFXGraph
import TFXOps

/// w / ‖w‖ along the axes.
///
/// As [Keras's UnitNorm](https://keras.io/api/layers/constraints/#unitnorm-class).
public struct UnitNorm: Constraint {
  public static let kind = "UnitNorm"
  public static let aliases = ["unit_norm"]

  /// The axes along which norms are measured.
  public var axis = AxisList([0])

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) { f.normAxes(&axis) }

  public func call(_ weight: Output) throws(GraphError) -> Output {
    try weight / (weight.norm(along: axis) + kerasEpsilon)
  }
}
