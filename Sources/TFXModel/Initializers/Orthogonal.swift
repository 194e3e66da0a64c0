public import TFXCore
public import TFXGraph
import TFXOps

/// A matrix with orthonormal columns or rows, times a gain; more axes are folded into the rows.
/// Saxe et al., 2014.
public struct Orthogonal: Initializer {
  public static let kind = "Orthogonal"
  public static let aliases = ["orthogonal", "OrthogonalInitializer"]

  /// The factor.
  public var gain = 1.0
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("gain", &gain, "the factor")
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    try graph.randomOrthogonal(spec.shape, gain: gain, spec.dtype, seed: seed)
  }
}
