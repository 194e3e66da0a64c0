public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's [ZeroPadding1D](https://keras.io/api/layers/reshaping_layers/zero_padding1d/).
public typealias ZeroPadding1D = ZeroPadding<Sequences>
/// Keras's [ZeroPadding2D](https://keras.io/api/layers/reshaping_layers/zero_padding2d/).
public typealias ZeroPadding2D = ZeroPadding<Images>
/// Keras's [ZeroPadding3D](https://keras.io/api/layers/reshaping_layers/zero_padding3d/).
public typealias ZeroPadding3D = ZeroPadding<Volumes>

/// Zeros around a sample.
/// [batch, extents…, channels] → [batch, before + extents + behind…, channels]
public struct ZeroPadding<Rank: SpatialRank>: Layer {
  public static var kind: String { "ZeroPadding\(Rank.suffix)" }

  /// How many places of zeros there are.
  public var padding = Margins<Rank>(1)

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("padding", &padding, in: .atLeast(0), "places of zeros before and behind each axis")
    f.dataFormat()
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Rank.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let pairs = zip(padding.before.all, padding.after.all).map { (before: $0, after: $1) }
    return try x.graph.pad(x, Paddings([(0, 0)] + pairs + [(0, 0)]))
  }
}
