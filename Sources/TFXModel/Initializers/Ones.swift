public import TFXCore
public import TFXGraph
import TFXOps

/// 1 everywhere.
public struct Ones: Initializer {
  public static let kind = "Ones"
  public static let aliases = ["ones"]

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {}

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    try graph.fill(spec.shape, 1, spec.dtype)
  }
}
