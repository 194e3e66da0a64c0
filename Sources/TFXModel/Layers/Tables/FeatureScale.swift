public import TFXCore
public import TFXGraph
import TFXOps

/// y = x · scale, with a learned factor for each feature: which columns matter is learnt sooner than by
/// a kernel alone.   [batch, …, features] → [batch, …, features]
///
/// The scaling layer of [RealMLP](https://arxiv.org/abs/2407.04491) (Holzmüller, Grinsztajn and
/// Steinwart 2024), which trains it at a higher rate than the other layers: see
/// `learning_rate_multiplier`. Keras has no such layer.
public struct FeatureScale: Layer {
  public static let kind = "FeatureScale"

  /// The factors: `[features]`.
  public var scale = WeightOptions(Ones())

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    scale.fields(&f, "scale", noun: "the factors")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    [scale.weight("scale", [try input.requireFeatures()])]
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x * context.weight("scale")
  }
}
