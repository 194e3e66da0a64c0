public import TFXCore
public import TFXGraph
import TFXOps

/// A vector as each of n time steps.   [batch, features] → [batch, n, features]
///
/// As [Keras's RepeatVector](https://keras.io/api/layers/reshaping_layers/repeat_vector/).
public struct RepeatVector: Layer {
  public static let kind = "RepeatVector"

  /// The number of time steps.
  public var n = 1

  public init() {}

  /// A sequence of `n` times the same vector.
  public init(_ n: Int) { self.n = n }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("n", &n, in: .atLeast(1), "number of time steps")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    if input.rank != 2 {
      throw LayerError(
        expected: "vectors [batch, features]", found: input, help: "put a Flatten before it")
    }
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.tile(try x.graph.expandDims(x, axis: 1), [1, n, 1])
  }
}
