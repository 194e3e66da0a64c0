public import TFXCore
public import TFXGraph
import TFXOps

/// In training, sets each element to what selu tends to with probability `rate`, and all of them so
/// that mean and variance stay; otherwise the identity.   [batch, d…] → [batch, d…]
///
/// y = a · (x · k − αλ · (1 − k)) + b, with k 1 or 0, α and λ those of selu,
/// a = ((1 − rate) · (1 + rate · α²λ²))^-½ and b = a · αλ · rate. Klambauer et al., 2017, as
/// [Keras's AlphaDropout](https://keras.io/api/layers/regularization_layers/alpha_dropout/).
public struct AlphaDropout: Layer {
  public static let kind = "AlphaDropout"

  /// The part of the elements to drop.
  public var rate = 0.0
  /// Extents of the noise, batch first: 1 for axes along which elements are dropped together, nil
  /// for the input's.
  public var noiseShape: [Int?]?
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("rate", &rate, in: .from(0, below: 1), "part of the elements to drop")
    f.noiseShape(&noiseShape)
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try input.require(noiseShape: noiseShape)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining || rate == 0 { return x }
    let limit = 1.6732632423543772848170429916717 * 1.0507009873554804934193349852946
    let a = 1 / ((1 - rate) * (1 + rate * limit * limit)).squareRoot()
    let all: [Int?] = x.shape.dimensions.map { _ in nil }
    let kept =
      try x.kept(noiseShape ?? all, rate: rate, context, seed: seed) * (1 - rate)
    return try (x * kept - (1 - kept) * limit) * a + a * limit * rate
  }
}
