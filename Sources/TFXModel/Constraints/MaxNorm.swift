public import TFXCore
public import TFXGraph
import TFXOps

/// w · min(‖w‖, max_value) / ‖w‖ along the axes.
///
/// As [Keras's MaxNorm](https://keras.io/api/layers/constraints/#maxnorm-class).
public struct MaxNorm: Constraint {
  public static let kind = "MaxNorm"
  public static let aliases = ["max_norm"]

  /// The largest norm.
  public var maxValue = 2.0
  /// The axes along which norms are measured.
  public var axis = AxisList([0])

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("max_value", &maxValue, in: .moreThan(0), "the largest norm")
    f.normAxes(&axis)
  }

  public func call(_ weight: Output) throws(GraphError) -> Output {
    let graph = weight.graph
    let norm = try weight.norm(along: axis)
    let wanted = try graph.minimum(norm, try graph.constant(maxValue, norm.dtype))
    return try weight * (wanted / (norm + kerasEpsilon))
  }
}
