public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's [GlobalMaxPooling1D](https://keras.io/api/layers/pooling_layers/global_max_pooling1d/).
public typealias GlobalMaxPooling1D = GlobalMaxPooling<Sequences>
/// Keras's [GlobalMaxPooling2D](https://keras.io/api/layers/pooling_layers/global_max_pooling2d/).
public typealias GlobalMaxPooling2D = GlobalMaxPooling<Images>
/// Keras's [GlobalMaxPooling3D](https://keras.io/api/layers/pooling_layers/global_max_pooling3d/).
public typealias GlobalMaxPooling3D = GlobalMaxPooling<Volumes>
/// Keras's [GlobalAveragePooling1D](https://keras.io/api/layers/pooling_layers/).
public typealias GlobalAveragePooling1D = GlobalAveragePooling<Sequences>
/// Keras's [GlobalAveragePooling2D](https://keras.io/api/layers/pooling_layers/).
public typealias GlobalAveragePooling2D = GlobalAveragePooling<Images>
/// Keras's [GlobalAveragePooling3D](https://keras.io/api/layers/pooling_layers/).
public typealias GlobalAveragePooling3D = GlobalAveragePooling<Volumes>

/// The largest value of each channel in a whole sample.
/// [batch, extents…, channels] → [batch, channels], or [batch, 1…, channels] with keepdims
public struct GlobalMaxPooling<Rank: SpatialRank>: GlobalPooling {
  public static var kind: String { "GlobalMaxPooling\(Rank.suffix)" }
  public static var aliases: [String] { ["GlobalMaxPool\(Rank.suffix)"] }

  /// Whether the axes stay, as 1.
  public var keepDims = false

  public init() {}

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.max(x, axes: Rank.all, keepDims: keepDims)
  }
}

/// The mean of each channel in a whole sample; of sequences, that of the time steps that count.
/// [batch, extents…, channels] → [batch, channels], or [batch, 1…, channels] with keepdims
public struct GlobalAveragePooling<Rank: SpatialRank>: GlobalPooling {
  public static var kind: String { "GlobalAveragePooling\(Rank.suffix)" }
  public static var aliases: [String] { ["GlobalAvgPool\(Rank.suffix)"] }

  /// Whether the axes stay, as 1.
  public var keepDims = false

  public init() {}

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let x = inputs[0].output
    let graph = x.graph
    guard Rank.axes == 1, let mask = inputs[0].mask else {
      return LayerValue(try graph.mean(x, axes: Rank.all, keepDims: keepDims))
    }
    let counts = try graph.expandDims(try graph.cast(mask, to: x.dtype), axis: -1)
    let zeros = try graph.zerosLike(x)
    let kept = try graph.select(try graph.expandDims(mask, axis: -1), x, zeros)
    let sum = try graph.sum(kept, axes: [1], keepDims: keepDims)
    return LayerValue(try sum / graph.sum(counts, axes: [1], keepDims: keepDims))
  }
}

/// A pooling of whole samples: what becomes of one is its own.
public protocol GlobalPooling: Layer {
  associatedtype Rank: SpatialRank
  /// Whether the axes stay, as 1.
  var keepDims: Bool { get set }
}

extension GlobalPooling {
  public mutating func fields(_ f: inout some FieldVisitor) {
    f.dataFormat()
    f.optional("keepdims", &keepDims, "whether \(Rank.sentence) stay, as 1")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Rank.require(input)
    return []
  }
}
