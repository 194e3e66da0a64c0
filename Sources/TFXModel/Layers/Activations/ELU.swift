public import TFXCore
public import TFXGraph
import TFXOps

/// y = x if x > 0, else alpha · (eˣ − 1).   [batch, d…] → [batch, d…]
///
/// As [Keras's ELU](https://keras.io/api/layers/activation_layers/elu/).
public struct ELU: Layer {
  public static let kind = "ELU"

  /// How far below zero it goes.
  public var alpha = 1.0

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("alpha", &alpha, in: .moreThan(0), "how far below zero it goes")
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.elu(x, alpha: alpha)
  }
}
