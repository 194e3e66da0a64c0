public import TFXCore
public import TFXGraph
import TFXOps

/// y = x if x > 0, else negative_slope · x.   [batch, d…] → [batch, d…]
public struct LeakyReLU: Layer {
  public static let kind = "LeakyReLU"

  /// The slope for negative inputs.
  public var negativeSlope = 0.3

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("negative_slope", &negativeSlope, in: .atLeast(0), "slope for negative inputs")
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.leakyRelu(x, alpha: negativeSlope)
  }
}
