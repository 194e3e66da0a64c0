public import TFXCore
public import TFXGraph
import TFXOps

/// Images in another size.   [batch, h, w, channels] → [batch, height, width, channels]
///
/// As [Keras's Resizing](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/).
public struct Resizing: SizedImageLayer {
  public static let kind = "Resizing"

  /// The height of the output.
  public var height = 1
  /// Its width.
  public var width = 1
  /// What is made of neighbours.
  public var interpolation = Interpolation.bilinear
  /// Whether images are first cut down to the aspect of the output.
  public var cropsToAspectRatio = false
  /// Whether images are first filled up to the aspect of the output.
  public var padsToAspectRatio = false
  /// What they are filled up with.
  public var fillValue = 0.0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.imageSize(&height, &width)
    f.optional("interpolation", &interpolation, "what is made of neighbours")
    f.optional(
      "crop_to_aspect_ratio", &cropsToAspectRatio,
      "whether images are first cut down to the output's aspect")
    f.optional(
      "pad_to_aspect_ratio", &padsToAspectRatio,
      "whether images are first filled up to the output's aspect")
    f.optional("fill_value", &fillValue, "what they are filled up with")
    f.dataFormat()
  }

  public func problems() -> [FieldProblem] {
    cropsToAspectRatio && padsToAspectRatio
      ? [
        FieldProblem(
          "pad_to_aspect_ratio",
          "crop_to_aspect_ratio and pad_to_aspect_ratio cannot both be true")
      ] : []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    if cropsToAspectRatio { return try x.resizedToFill(height, width, interpolation) }
    var images = x
    if padsToAspectRatio {
      let rows = (max(x.shape[1], x.shape[2] * height / width) - x.shape[1]) / 2
      let columns = (max(x.shape[2], x.shape[1] * width / height) - x.shape[2]) / 2
      images = try graph.pad(
        x, [(0, 0), (rows, rows), (columns, columns), (0, 0)],
        constantValues: graph.constant(fillValue, x.dtype))
    }
    return try graph.resized(images, to: Pair(height, width), interpolation)
  }
}
