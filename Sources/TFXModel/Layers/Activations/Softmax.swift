public import TFXCore
public import TFXGraph
import TFXOps

/// y = exp(x) / Σ exp(x) along an axis.   [batch, d…] → [batch, d…]
public struct Softmax: Layer {
  public static let kind = "Softmax"

  /// The axis along which the outputs sum to 1; negative ones count from the end.
  public var axis = -1

  public var passesMask: Bool { true }
  public var outputRange: ClosedRange<Double>? { 0...1 }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "axis along which the outputs sum to 1; 0 is the batch")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    _ = try input.requireAxis(axis)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.softmax(x, axis: axis)
  }
}
