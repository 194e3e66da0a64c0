public import TFXCore
public import TFXGraph
import TFXOps

/// −Σ t̂ · ŷ along an axis, where both have length 1: −1 for one direction, 1 for the opposite.
///
/// As [Keras's CosineSimilarity](https://keras.io/api/losses/regression_losses/).
public struct CosineSimilarity: Loss {
  public static let kind = "CosineSimilarity"
  public static let aliases = ["cosine_similarity"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize
  /// The axis of the vectors that are compared.
  public var axis = -1

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, in: .outputAxis, "the axis of the vectors that are compared")
  }

  public func check(_ output: Output) throws(LossError) {
    try output.requireOutputs()
    try output.requireAxis(axis)
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    try -CosineSimilarity.similarity(prediction, target, axis: axis)
  }

  /// Σ t̂ · ŷ along an axis.
  static func similarity(
    _ prediction: Output, _ target: Output, axis: Int
  ) throws(GraphError) -> Output {
    let graph = prediction.graph
    return try graph.sum(
      unit(target, axis: axis) * unit(prediction, axis: axis), axes: [axis])
  }

  /// Vectors divided by their lengths, as Keras does it: 0 stays 0.
  private static func unit(_ x: Output, axis: Int) throws(GraphError) -> Output {
    let graph = x.graph
    let inverse = try graph.rsqrt(graph.sum(graph.square(x), axes: [axis], keepDims: true))
    return try x * graph.minimum(inverse, graph.constant(1 / kerasEpsilon, x.dtype))
  }
}
