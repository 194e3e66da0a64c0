public import TFXCore
public import TFXGraph
import TFXOps

/// Values from a normal distribution.
public struct RandomNormal: Initializer {
  public static let kind = "RandomNormal"
  public static let aliases = ["random_normal", "normal"]

  /// The distribution's mean.
  public var mean = 0.0
  /// The distribution's standard deviation.
  public var stddev = 0.05
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("mean", &mean, "mean of the distribution")
    f.optional("stddev", &stddev, in: .atLeast(0), "standard deviation of the distribution")
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    try graph.randomNormal(
      spec.shape, mean: mean, standardDeviation: stddev, spec.dtype, seed: seed)
  }
}
