public import TFXCore
public import TFXGraph
import TFXOps

/// y = max_value if x ≥ max_value, x if threshold ≤ x < max_value, else
/// negative_slope · (x − threshold).   [batch, d…] → [batch, d…]
///
/// As [Keras's ReLU](https://keras.io/api/layers/activation_layers/relu/).
public struct ReLU: Layer {
  public static let kind = "ReLU"

  /// The largest output; none if nil.
  public var maxValue: Double?
  /// The slope below the threshold.
  public var negativeSlope = 0.0
  /// Where the function begins to pass its input on.
  public var threshold = 0.0

  public var passesMask: Bool { true }
  public var outputRange: ClosedRange<Double>? {
    negativeSlope == 0 ? 0...(maxValue ?? .infinity) : nil
  }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("max_value", &maxValue, in: Limits.atLeast(0).orNone, "largest output")
    f.optional("negative_slope", &negativeSlope, in: .atLeast(0), "slope below the threshold")
    f.optional("threshold", &threshold, in: .atLeast(0), "where the input begins to pass")
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    if threshold == 0 && negativeSlope == 0 {
      if maxValue == 6 { return try graph.relu6(x) }
      let y = try graph.relu(x)
      return try capped(y)
    }
    if threshold == 0 { return try capped(try graph.leakyRelu(x, alpha: negativeSlope)) }
    let limit = try graph.constant(threshold, x.dtype)
    let passes = try graph.cast(try graph.greater(x, limit), to: x.dtype)
    let above = try graph.multiply(x, passes)
    if negativeSlope == 0 { return try capped(above) }
    let below = try graph.minimum(try graph.subtract(x, limit), try graph.constant(0, x.dtype))
    let sloped = try graph.multiply(below, try graph.constant(negativeSlope, x.dtype))
    return try capped(try graph.add(above, sloped))
  }

  private func capped(_ y: Output) throws(GraphError) -> Output {
    guard let maxValue else { return y }
    return try y.graph.minimum(y, try y.graph.constant(maxValue, y.dtype))
  }
}
