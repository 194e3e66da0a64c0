public import TFXCore
public import TFXGraph
import TFXOps

/// Values that are uniform in [minval, maxval).
public struct RandomUniform: Initializer {
  public static let kind = "RandomUniform"
  public static let aliases = ["random_uniform", "uniform"]

  /// The lower end, included.
  public var minval = -0.05
  /// The upper end, excluded.
  public var maxval = 0.05
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("minval", &minval, "lower end, included")
    f.optional("maxval", &maxval, "upper end, excluded")
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func problems() -> [FieldProblem] {
    minval <= maxval
      ? [] : [FieldProblem("maxval", "'maxval' must be at least minval \(minval), found \(maxval)")]
  }

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    try graph.randomUniform(
      spec.shape, minimum: minval, maximum: maxval, spec.dtype, seed: seed)
  }
}
