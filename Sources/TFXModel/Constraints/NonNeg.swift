public import TFXCore
public import TFXGraph
import TFXOps

/// max(w, 0).
///
/// As [Keras's NonNeg](https://keras.io/api/layers/constraints/#nonneg-class).
public struct NonNeg: Constraint {
  public static let kind = "NonNeg"
  public static let aliases = ["non_neg"]

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {}

  public func call(_ weight: Output) throws(GraphError) -> Output {
    try weight.graph.maximum(weight, try weight.graph.constant(0, weight.dtype))
  }
}
