public import TFXCore
public import TFXGraph
import TFXOps

/// In training, sets each element to 0 with probability `rate` and scales the others by
/// 1 / (1 - rate); otherwise the identity.   [batch, d…] → [batch, d…]
public struct Dropout: Layer {
  public static let kind = "Dropout"

  /// The part of the elements to drop.
  public var rate = 0.0
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public var passesMask: Bool { true }

  public init() {}

  /// Drops the part `rate` of the elements.
  public init(_ rate: Double) { self.rate = rate }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("rate", &rate, in: .from(0, below: 1), "part of the elements to drop")
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining || rate == 0 { return x }
    return try x.graph.dropout(x, rate: rate, step: context.step, seed: seed)
  }
}
