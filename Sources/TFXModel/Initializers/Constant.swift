public import TFXCore
public import TFXGraph
import TFXOps

/// One value everywhere.
public struct Constant: Initializer {
  public static let kind = "Constant"
  public static let aliases = ["constant"]

  /// The value.
  public var value = 0.0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("value", &value, "the value")
  }

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    try graph.fill(spec.shape, value, spec.dtype)
  }
}
