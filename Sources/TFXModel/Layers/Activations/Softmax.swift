public import TFXCore
public import TFXGraph
import TFXOps

/// y = exp(x) / Σ exp(x) along an axis.   [batch, d…] → [batch, d…]
public struct Softmax: Layer {
  public static let kind = "Softmax"

  /// The axis along which the outputs sum to 1; negative ones count from the end.
  public var axis = -1

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "axis along which the outputs sum to 1; 0 is the batch")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    if axis < -input.rank || axis >= input.rank {
      throw LayerError(expected: "a tensor that has an axis \(axis)", found: input)
    }
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let last = x.shape.rank - 1
    let own = axis < 0 ? axis + x.shape.rank : axis
    if own == last { return try graph.softmax(x) }
    // The kernel works along the last axis, so that this one is swapped there and back.
    var permutation = Array(0...last)
    permutation.swapAt(own, last)
    let y = try graph.softmax(try graph.transpose(x, permutation))
    return try graph.transpose(y, permutation)
  }
}
