public import TFXCore
public import TFXGraph
import TFXOps

/// The axes of a sample in another order.   [batch, d…] → [batch, d in the order of dims…]
///
/// As [Keras's Permute](https://keras.io/api/layers/reshaping_layers/permute/).
public struct Permute: Layer {
  public static let kind = "Permute"

  /// The axes in their new order, of which the first behind the batch is 1.
  public var dims: [Int] = [1]

  public init() {}

  /// Samples whose axes, counted from 1, are in another order.
  public init(_ dims: [Int]) { self.dims = dims }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "dims", &dims,
      in: Limits("the numbers from 1 on in some order, such as [2, 1]") { dims in
        !dims.isEmpty && dims.sorted() == Array(1...dims.count)
      }, "the axes in their new order; the first behind the batch is 1")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    if input.rank != dims.count + 1 {
      throw LayerError(expected: "samples of \(dims.count) axes", found: input)
    }
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.transpose(x, [0] + dims)
  }
}
