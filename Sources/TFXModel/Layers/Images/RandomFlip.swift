public import TFXCore
public import TFXGraph
import TFXOps

/// In training, mirrors every second image, by chance; otherwise the identity.
/// [batch, height, width, channels] → [batch, height, width, channels]
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/), in which the
/// same images are mirrored along both axes.
public struct RandomFlip: Layer {
  public static let kind = "RandomFlip"

  /// The axes along which images are mirrored.
  public var mode = FlipMode.both
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("mode", &mode, "left and right change places, up and down, or both")
    f.imageSeed(&seed)
    f.dataFormat()
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Images.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining { return x }
    let graph = x.graph
    let drawn = try x.drawn(from: 0, to: 1, context, seed: seed)
    let flips = try graph.lessEqual(drawn, graph.constant(0.5, x.dtype))
    return try graph.select(flips, graph.reverse(x, axes: mode.axes), x)
  }
}

/// Along which axes images are mirrored.
public enum FlipMode: String, Choice {
  case horizontal, vertical
  case both = "horizontal_and_vertical"

  /// Those of a batch.
  var axes: [Int] {
    switch self {
    case .horizontal: [2]
    case .vertical: [1]
    case .both: [1, 2]
    }
  }
}
