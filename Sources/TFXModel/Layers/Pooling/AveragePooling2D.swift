public import TFXCore
public import TFXGraph
import TFXOps

/// The mean of each window, of which the part outside of the image does not count.
/// [batch, height, width, channels] → [batch, height′, width′, channels]
///
/// As [Keras's AveragePooling2D](https://keras.io/api/layers/pooling_layers/average_pooling2d/).
public struct AveragePooling2D: Layer {
  public static let kind = "AveragePooling2D"

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
    try x.graph.avgPool(
      x, window: pooling.poolSize, strides: pooling.strides ?? pooling.poolSize,
      padding: pooling.padding.op)
  }
}
