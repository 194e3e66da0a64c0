public import TFXCore
public import TFXGraph

/// l2 · Σ w².
public struct L2: Regularizer {
  public static let kind = "L2"
  public static let aliases = ["l2"]

  /// The factor.
  public var factor = 0.01

  public init() {}

  /// A penalty of the given factor.
  public init(_ factor: Double) { self.factor = factor }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l2", &factor, in: .atLeast(0), "the factor")
  }

  public func call(_ weight: Output) throws(GraphError) -> Output {
    try weight.graph.l2Penalty(weight, factor)
  }
}
