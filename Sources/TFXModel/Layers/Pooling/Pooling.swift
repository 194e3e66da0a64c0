public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's [MaxPooling1D](https://keras.io/api/layers/pooling_layers/max_pooling1d/).
public typealias MaxPooling1D = MaxPooling<Sequences>
/// Keras's [MaxPooling2D](https://keras.io/api/layers/pooling_layers/max_pooling2d/).
public typealias MaxPooling2D = MaxPooling<Images>
/// Keras's [MaxPooling3D](https://keras.io/api/layers/pooling_layers/max_pooling3d/).
public typealias MaxPooling3D = MaxPooling<Volumes>
/// Keras's [AveragePooling1D](https://keras.io/api/layers/pooling_layers/average_pooling1d/).
public typealias AveragePooling1D = AveragePooling<Sequences>
/// Keras's [AveragePooling2D](https://keras.io/api/layers/pooling_layers/average_pooling2d/).
public typealias AveragePooling2D = AveragePooling<Images>
/// Keras's [AveragePooling3D](https://keras.io/api/layers/pooling_layers/average_pooling3d/).
public typealias AveragePooling3D = AveragePooling<Volumes>

/// The largest value in each window.
/// [batch, extents…, channels] → [batch, extents′…, channels]
public struct MaxPooling<Rank: SpatialRank>: WindowPooling {
  public static var kind: String { "MaxPooling\(Rank.suffix)" }
  public static var aliases: [String] { ["MaxPool\(Rank.suffix)"] }

  /// The window, its steps and its padding.
  public var pooling = PoolingWindow<Rank>()

  public init() {}

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try Rank.onImages(x) { (x) throws(GraphError) in
      try x.graph.maxPool(
        x, window: pooling.poolSize.onImages, strides: pooling.steps.onImages,
        padding: pooling.padding.op)
    }
  }
}

/// The mean of each window, of which the part outside of the samples does not count.
/// [batch, extents…, channels] → [batch, extents′…, channels]
public struct AveragePooling<Rank: SpatialRank>: WindowPooling {
  public static var kind: String { "AveragePooling\(Rank.suffix)" }
  public static var aliases: [String] { ["AvgPool\(Rank.suffix)"] }

  /// The window, its steps and its padding.
  public var pooling = PoolingWindow<Rank>()

  public init() {}

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try Rank.onImages(x) { (x) throws(GraphError) in
      try x.graph.avgPool(
        x, window: pooling.poolSize.onImages, strides: pooling.steps.onImages,
        padding: pooling.padding.op)
    }
  }
}

/// A pooling of windows: what becomes of one is its own.
public protocol WindowPooling: Layer {
  associatedtype Rank: SpatialRank
  /// The window, its steps and its padding.
  var pooling: PoolingWindow<Rank> { get set }
}

extension WindowPooling {
  /// Windows of `poolSize`, side by side unless `strides` says otherwise.
  public init(
    _ poolSize: Extents<Rank>, strides: Extents<Rank>? = nil, padding: PaddingMode = .valid
  ) {
    self.init()
    pooling = PoolingWindow(poolSize: poolSize, strides: strides, padding: padding)
  }

  public mutating func fields(_ f: inout some FieldVisitor) { pooling.fields(&f) }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try pooling.check(input)
    return []
  }
}

/// The window of a pooling and how it slides over samples.
public struct PoolingWindow<Rank: SpatialRank>: Sendable {
  /// The window's extents.
  public var poolSize = Extents<Rank>(2)
  /// Its steps; its extents if nil.
  public var strides: Extents<Rank>?
  /// What lies around the samples.
  public var padding = PaddingMode.valid

  /// The steps.
  var steps: Extents<Rank> { strides ?? poolSize }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("pool_size", &poolSize, in: .atLeast(1), "\(Rank.sentence) of the window")
    f.optional(
      "strides", &strides, in: Limits<Extents<Rank>>.atLeast(1).orNone,
      "steps of the window; `pool_size` if left out")
    f.optional("padding", &padding, "`valid`, or `same` to use the rest at the end of \(Rank.noun)")
    f.dataFormat()
  }

  func check(_ input: Shape) throws(LayerError) {
    try Rank.require(input)
    if padding == .valid { try Rank.require(input, roomFor: poolSize) }
  }
}
