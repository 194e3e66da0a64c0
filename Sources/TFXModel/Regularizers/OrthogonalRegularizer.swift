public import TFXCore
public import TFXGraph
import TFXOps

/// factor times the mean of |rᵢ · rⱼ| over all pairs of different rows, or columns, of a matrix,
/// each divided by its norm.
///
/// As [Keras's](https://keras.io/api/layers/regularizers/#orthogonalregularizer-class).
public struct OrthogonalRegularizer: Regularizer {
  public static let kind = "OrthogonalRegularizer"
  public static let aliases = ["orthogonal_regularizer"]

  /// The factor.
  public var factor = 0.01
  /// What is to be orthogonal.
  public var mode = MatrixLines.rows

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("factor", &factor, in: .atLeast(0), "the factor")
    f.optional("mode", &mode, "what is to be orthogonal")
  }

  public func call(_ weight: Output) throws(GraphError) -> Output {
    let graph = weight.graph
    guard weight.shape.rank == 2 else {
      throw .invalid(
        op: kind, node: weight.operation.name,
        ShapeError("weight", expected: "a matrix", found: "\(weight.shape)"))
    }
    let isRows = mode == .rows
    // Keras bounds 1 / ‖r‖ by 1e7.
    let lines = try graph.l2Normalize(
      weight, axes: [isRows ? 1 : 0], epsilon: kerasEpsilon * kerasEpsilon)
    let products = try graph.matMul(lines, lines, transposeA: !isRows, transposeB: isRows)
    let count = weight.shape[isRows ? 0 : 1]
    let others = try products * (1 - graph.eye(count, weight.dtype))
    let pairs = Double(count) * Double(count - 1) / 2
    return try graph.sum(graph.abs(others)) * (factor * 0.5) / pairs
  }
}

/// The lines of a matrix.
public enum MatrixLines: String, Choice {
  case rows, columns
}
