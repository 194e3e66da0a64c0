public import TFXCore
public import TFXGraph
import TFXOps

/// The middle of images; those that are too small are cut to the aspect of the output and enlarged.
/// [batch, h, w, channels] → [batch, height, width, channels]
///
/// As [Keras's CenterCrop](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/).
public struct CenterCrop: SizedImageLayer {
  public static let kind = "CenterCrop"

  /// The height of the output.
  public var height = 1
  /// Its width.
  public var width = 1

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.imageSize(&height, &width)
    f.dataFormat()
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let (rows, columns) = (x.shape[1] - height, x.shape[2] - width)
    if rows < 0 || columns < 0 { return try x.resizedToFill(height, width, .bilinear) }
    return try x.graph.slice(
      x, begin: [0, rows / 2, columns / 2, 0], size: [-1, height, width, -1])
  }
}

/// In training, a part of each image at a place of chance; otherwise, and of images that are not
/// larger than it, the middle part of its aspect in its size.
/// [batch, h, w, channels] → [batch, height, width, channels]
///
/// As [Keras's RandomCrop](https://keras.io/api/layers/preprocessing_layers/image_augmentation/),
/// which has one place for a whole batch.
public struct RandomCrop: SizedImageLayer {
  public static let kind = "RandomCrop"

  /// The height of the output.
  public var height = 1
  /// Its width.
  public var width = 1
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.imageSize(&height, &width)
    f.imageSeed(&seed)
    f.dataFormat()
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let isLarger = x.shape[1] > height && x.shape[2] > width
    if !context.isTraining || !isLarger {
      return try x.resizedToFill(height, width, .bilinear)
    }
    let rows = try cut(x, axis: 1, to: height, context)
    return try cut(rows, axis: 2, to: width, context)
  }

  /// As many places along an axis, from one of chance on, for each sample.
  private func cut(
    _ x: Output, axis: Int, to extent: Int, _ context: LayerContext
  ) throws(GraphError) -> Output {
    let graph = x.graph
    let places = x.shape[axis] - extent + 1
    let drawn = try x.drawn(from: 0, to: Double(places), context, seed: seed)
    let first = try graph.minimum(
      graph.cast(graph.reshape(drawn, to: [Shape.unknown, 1]), to: .int32),
      graph.constant(Tensor(Int32(places - 1))))
    let offsets = try graph.constant(Tensor((0..<extent).map { Int32($0) }, shape: [1, extent]))
    return try graph.gather(x, first + offsets, axis: axis, batchDims: 1)
  }
}
