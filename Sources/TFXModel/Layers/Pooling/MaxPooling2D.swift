public import TFXCore
public import TFXGraph
import TFXOps

/// The largest value in each window.
/// [batch, height, width, channels] → [batch, height′, width′, channels]
///
/// As [Keras's MaxPooling2D](https://keras.io/api/layers/pooling_layers/max_pooling2d/).
public struct MaxPooling2D: Layer {
  public static let kind = "MaxPooling2D"

  /// The window, its steps and its padding.
  public var pooling = Pooling2D()

  public init() {}

  /// Windows of `poolSize`, side by side unless `strides` says otherwise.
  public init(_ poolSize: Pair, strides: Pair? = nil, padding: PaddingMode = .valid) {
    pooling = Pooling2D(poolSize: poolSize, strides: strides, padding: padding)
  }

  public mutating func fields(_ f: inout some FieldVisitor) { pooling.fields(&f) }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try pooling.check(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.maxPool(
      x, window: pooling.poolSize, strides: pooling.strides ?? pooling.poolSize,
      padding: pooling.padding.op)
  }
}

/// The fields that all 2-D poolings share.
public struct Pooling2D: Configurable {
  /// Height and width of the window.
  public var poolSize = Pair(2)
  /// Steps of the window; its size if nil.
  public var strides: Pair?
  /// What lies around the image.
  public var padding = PaddingMode.valid

  public init() {}

  init(poolSize: Pair, strides: Pair?, padding: PaddingMode) {
    self.poolSize = poolSize
    self.strides = strides
    self.padding = padding
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("pool_size", &poolSize, in: .atLeast(1), "height and width of the window")
    f.optional(
      "strides", &strides, in: Limits<Pair>.atLeast(1).orNone,
      "steps of the window; `pool_size` if left out")
    f.optional("padding", &padding, "`valid`, or `same` to use the image's last rows and columns")
  }

  func check(_ input: Shape) throws(LayerError) {
    try input.requireImages()
    try input.requireRoom(for: poolSize, padding)
  }
}
