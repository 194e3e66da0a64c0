public import TFXCore
public import TFXGraph
import TFXOps

/// In training, adds normal numbers of mean 0; otherwise the identity.   [batch, d…] → [batch, d…]
///
/// As [Keras's GaussianNoise](https://keras.io/api/layers/regularization_layers/gaussian_noise/).
public struct GaussianNoise: Layer {
  public static let kind = "GaussianNoise"

  /// The standard deviation of what is added.
  public var stddev = 0.0
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("stddev", &stddev, in: .from(0, to: 1), "standard deviation of what is added")
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining || stddev == 0 { return x }
    return try x
      + x.graph.randomNormal(
        like: x, standardDeviation: stddev, step: context.step, seed: seed)
  }
}

/// In training, multiplies by normal numbers of mean 1 and variance rate / (1 − rate); otherwise the
/// identity.   [batch, d…] → [batch, d…]
///
/// Srivastava et al., 2014, as
/// [Keras's GaussianDropout](https://keras.io/api/layers/regularization_layers/gaussian_dropout/).
public struct GaussianDropout: Layer {
  public static let kind = "GaussianDropout"

  /// The part of the elements whose dropping has the same variance.
  public var rate = 0.0
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "rate", &rate, in: .from(0, below: 1), "part of the elements whose dropping is as noisy")
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining || rate == 0 { return x }
    return try x
      * x.graph.randomNormal(
        like: x, mean: 1, standardDeviation: (rate / (1 - rate)).squareRoot(),
        step: context.step, seed: seed)
  }
}
