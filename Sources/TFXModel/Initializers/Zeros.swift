public import TFXCore
public import TFXGraph
import TFXOps

/// 0 everywhere.
public struct Zeros: Initializer {
  public static let kind = "Zeros"
  public static let aliases = ["zeros"]

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {}

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    try graph.fill(spec.shape, 0, spec.dtype)
  }
}
