public import TFXCore
public import TFXGraph
import TFXOps

/// y = x if x > 0, else alpha · x, with an alpha for each element of a sample.
/// [batch, d…] → [batch, d…]
///
/// He et al., 2015, as [Keras's PReLU](https://keras.io/api/layers/activation_layers/prelu/).
public struct PReLU: Layer {
  public static let kind = "PReLU"

  /// Alpha: `[d…]`, with 1 for shared axes.
  public var alpha = WeightOptions(Zeros())
  /// The axes of a sample, counted from 1, along which alpha is the same.
  public var sharedAxes: AxisList?

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    alpha.fields(&f, "alpha", noun: "alpha")
    f.optional(
      "shared_axes", &sharedAxes,
      in: Limits<AxisList>("axes from 1 on", bounds: ValueBounds(minimum: 1)) {
        $0.axes.allSatisfy { $0 >= 1 }
      }.orNone,
      "axes of a sample, counted from 1, along which alpha is the same")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    var shape = input.withoutBatch
    for axis in sharedAxes?.axes ?? [] {
      if axis >= input.rank {
        throw LayerError(expected: "samples that have an axis \(axis)", found: input)
      }
      shape[axis - 1] = 1
    }
    if !shape.isFullyKnown {
      throw LayerError(
        expected: "samples of a known shape", found: input, help: "share the unknown axes")
    }
    return [alpha.weight("alpha", shape)]
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    return try graph.relu(x) - context.weight("alpha") * graph.relu(-x)
  }
}
