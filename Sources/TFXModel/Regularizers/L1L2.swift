public import TFXCore
public import TFXGraph
import TFXOps

/// l1 · Σ |w| + l2 · Σ w².
public struct L1L2: Regularizer {
  public static let kind = "L1L2"
  public static let aliases = ["l1_l2"]

  /// The factor of the absolute values.
  public var l1 = 0.0
  /// The factor of the squares.
  public var l2 = 0.0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &l1, in: .atLeast(0), "factor of the absolute values")
    f.optional("l2", &l2, in: .atLeast(0), "factor of the squares")
  }

  public func call(_ weight: Output) throws(GraphError) -> Output {
    let graph = weight.graph
    return try graph.add(try graph.l1Penalty(weight, l1), try graph.l2Penalty(weight, l2))
  }
}
