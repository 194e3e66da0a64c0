public import TFXCore
public import TFXGraph
import TFXOps

/// Masks the time steps all of whose features are `mask_value`, and sets them to 0.
/// [batch, time, features] → [batch, time, features]
///
/// As [Keras's Masking](https://keras.io/api/layers/core_layers/masking/).
public struct Masking: Layer {
  public static let kind = "Masking"

  /// What a masked time step is filled with.
  public var maskValue = 0.0

  public init() {}

  /// Masks time steps of the given value.
  public init(_ maskValue: Double) { self.maskValue = maskValue }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("mask_value", &maskValue, "what a time step that does not count is filled with")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    if input.rank < 3 {
      throw LayerError(expected: "sequences [batch, time, …, features]", found: input)
    }
    return []
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let x = inputs[0].output
    let graph = x.graph
    let isOther = try graph.notEqual(x, graph.constant(maskValue, x.dtype))
    let counts = try graph.any(isOther, axes: [-1])
    let factors = try graph.expandDims(counts, axis: -1)
    return LayerValue(
      try graph.select(factors, x, graph.constant(0, x.dtype)), mask: counts)
  }
}
