public import TFXCore
public import TFXGraph
import TFXOps

/// w · (rate · clip(‖w‖, min_value, max_value) + (1 − rate) · ‖w‖) / ‖w‖ along the axes.
///
/// As [Keras's MinMaxNorm](https://keras.io/api/layers/constraints/#minmaxnorm-class).
public struct MinMaxNorm: Constraint {
  public static let kind = "MinMaxNorm"
  public static let aliases = ["min_max_norm"]

  /// The smallest norm.
  public var minValue = 0.0
  /// The largest norm.
  public var maxValue = 1.0
  /// How far a weight is moved in a step; 1 moves it all the way.
  public var rate = 1.0
  /// The axes along which norms are measured.
  public var axis = AxisList([0])

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("min_value", &minValue, in: .atLeast(0), "the smallest norm")
    f.optional("max_value", &maxValue, in: .moreThan(0), "the largest norm")
    f.optional("rate", &rate, in: .from(0, to: 1), "how far a weight is moved in a step")
    f.normAxes(&axis)
  }

  public func problems() -> [FieldProblem] {
    if minValue <= maxValue { return [] }
    return [
      FieldProblem(
        "min_value", "expected at most max_value, \(maxValue), found \(minValue)")
    ]
  }

  public func call(_ weight: Output) throws(GraphError) -> Output {
    let graph = weight.graph
    let norm = try weight.norm(along: axis)
    let high = try graph.minimum(norm, try graph.constant(maxValue, norm.dtype))
    let clipped = try graph.maximum(high, try graph.constant(minValue, norm.dtype))
    let wanted = try clipped * rate + norm * (1 - rate)
    return try weight * (wanted / (norm + kerasEpsilon))
  }
}
