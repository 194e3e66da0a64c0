public import TFXCore
public import TFXGraph
import TFXOps

/// A matrix with a gain on its diagonal and 0 elsewhere; for weights of two axes.
public struct Identity: Initializer {
  public static let kind = "Identity"
  public static let aliases = ["identity", "IdentityInitializer"]

  /// What stands on the diagonal.
  public var gain = 1.0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("gain", &gain, "what stands on the diagonal")
  }

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    guard spec.shape.rank == 2 else {
      throw .invalid(
        op: "Identity", node: "initializer",
        ShapeError("weight", expected: "a matrix", found: "\(spec.shape)"))
    }
    return try graph.eye(spec.shape[0], columns: spec.shape[1], spec.dtype) * gain
  }
}
