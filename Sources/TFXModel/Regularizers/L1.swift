public import TFXCore
public import TFXGraph

/// l1 · Σ |w|.
public struct L1: Regularizer {
  public static let kind = "L1"
  public static let aliases = ["l1"]

  /// The factor.
  public var factor = 0.01

  public init() {}

  /// A penalty of the given factor.
  public init(_ factor: Double) { self.factor = factor }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &factor, in: .atLeast(0), "the factor")
  }

  public func call(_ weight: Output) throws(GraphError) -> Output {
    try weight.graph.l1Penalty(weight, factor)
  }
}
