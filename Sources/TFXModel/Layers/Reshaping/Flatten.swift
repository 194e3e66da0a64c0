public import TFXCore
public import TFXGraph
import TFXOps

/// All of a sample's axes in one.   [batch, d…] → [batch, ∏d]
public struct Flatten: Layer {
  public static let kind = "Flatten"

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {}

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try input.requireKnownSamples()
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.reshape(x, to: [Shape.unknown, x.shape.withoutBatch.elementCount])
  }
}
