public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's [UpSampling1D](https://keras.io/api/layers/reshaping_layers/up_sampling1d/).
public typealias UpSampling1D = UpSampling<Sequences>
/// Keras's [UpSampling2D](https://keras.io/api/layers/reshaping_layers/up_sampling2d/).
public typealias UpSampling2D = UpSampling<Images>
/// Keras's [UpSampling3D](https://keras.io/api/layers/reshaping_layers/up_sampling3d/).
public typealias UpSampling3D = UpSampling<Volumes>

/// Each place of a sample several times along each axis; of images, also what lies between them.
/// [batch, extents…, channels] → [batch, size · extents…, channels]
public struct UpSampling<Rank: SpatialRank>: Layer {
  public static var kind: String { "UpSampling\(Rank.suffix)" }

  /// How often each place stands along each axis.
  public var size = Extents<Rank>(2)
  /// What is made of neighbours; of images only.
  public var interpolation = Interpolation.nearest

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("size", &size, in: .atLeast(1), "how often each place stands along each axis")
    if Rank.axes > 1 { f.dataFormat() }
    if Rank.axes == 2 {
      f.optional("interpolation", &interpolation, "what is made of neighbours")
    }
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Rank.require(input)
    try input.requireKnownSamples()
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let extents = zip(x.shape.dimensions.dropFirst(), size.all).map { $0 * $1 }
    if interpolation != .nearest {
      return try graph.resized(x, to: Pair(extents[0], extents[1]), interpolation)
    }
    let channels = x.shape[-1]
    // Each axis gets one of extent 1 behind it, which is then repeated.
    let apart = Rank.all.flatMap { [x.shape[$0], 1] }
    let repeats = size.all.flatMap { [1, $0] }
    let places = try graph.reshape(x, to: Shape([Shape.unknown] + apart + [channels]))
    let repeated = try graph.tile(places, [1] + repeats + [1])
    return try graph.reshape(repeated, to: Shape([Shape.unknown] + extents + [channels]))
  }
}

/// How images are brought to another size.
public enum Interpolation: String, Choice {
  case nearest, bilinear, bicubic
}

extension Graph {
  /// Images in another size and their own type, as TensorFlow 2's `tf.image.resize` makes them.
  func resized(
    _ images: Output, to size: Pair, _ interpolation: Interpolation
  ) throws(GraphError) -> Output {
    let method: ImageResizeMethod =
      switch interpolation {
      case .nearest: .nearest
      case .bilinear: .bilinear
      case .bicubic: .bicubic
      }
    let y = try resizeImages(images, to: size, method: method, halfPixelCenters: true)
    return y.dtype == images.dtype ? y : try cast(y, to: images.dtype)
  }
}
