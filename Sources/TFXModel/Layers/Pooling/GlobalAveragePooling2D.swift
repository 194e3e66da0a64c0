public import TFXCore
public import TFXGraph
import TFXOps

/// The mean over each whole image.
/// [batch, height, width, channels] → [batch, channels], or [batch, 1, 1, channels] with keepdims
public struct GlobalAveragePooling2D: Layer {
  public static let kind = "GlobalAveragePooling2D"

  /// Whether height and width stay, as 1.
  public var keepDims = false

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("keepdims", &keepDims, "whether height and width stay, as 1")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try input.requireImages()
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.mean(x, axes: [1, 2], keepDims: keepDims)
  }
}
