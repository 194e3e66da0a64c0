public import TFXCore
public import TFXGraph
import TFXOps

/// A layer for each time step by itself, with the same weights.
/// [batch, time, d…] → [batch, time, e…] for a layer [batch, d…] → [batch, e…]
///
/// As [Keras's TimeDistributed](https://keras.io/api/layers/recurrent_layers/time_distributed/).
public struct TimeDistributed: Layer {
  public static let kind = "TimeDistributed"

  /// The layer.
  public var layer = LayerEntry(Dense())

  public var takesWholeNumbers: Bool { layer.layer.takesWholeNumbers }

  public init() {}

  /// The given layer for each time step.
  public init(_ layer: any Layer) { self.layer = LayerEntry(layer) }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("layer", &layer, "the layer for each time step")
  }

  public func problems() -> [FieldProblem] {
    if layer.layer is BatchNormalization {
      return [
        FieldProblem(
          "layer", "BatchNormalization cannot take time steps one after the other",
          help: "put it on the sequences, without TimeDistributed")
      ]
    }
    return []
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    guard input.rank >= 3, input.withoutBatch.isFullyKnown else {
      throw LayerError(expected: "[batch, time, …] of a known shape", found: input)
    }
    return []
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let x = inputs[0].output
    let graph = x.graph
    let extents = x.shape.dimensions
    // Time steps are as good as samples.
    let samples = try graph.reshape(x, to: Shape([Shape.unknown] + extents[2...]))
    let name = layer.name ?? snakeCase(layer.layer.kind)
    let y = try context.call(layer, named: name, on: [LayerValue(samples)]).output
    let sequences = try graph.reshape(
      y, to: Shape([Shape.unknown, extents[1]] + y.shape.dimensions[1...]))
    return LayerValue(sequences, mask: inputs[0].mask)
  }
}
