public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's [SpatialDropout1D](https://keras.io/api/layers/regularization_layers/spatial_dropout1d/).
public typealias SpatialDropout1D = SpatialDropout<Sequences>
/// Keras's [SpatialDropout2D](https://keras.io/api/layers/regularization_layers/spatial_dropout2d/).
public typealias SpatialDropout2D = SpatialDropout<Images>
/// Keras's [SpatialDropout3D](https://keras.io/api/layers/regularization_layers/spatial_dropout3d/).
public typealias SpatialDropout3D = SpatialDropout<Volumes>

/// In training, sets each channel of a sample to 0 with probability `rate` and scales the others by
/// 1 / (1 - rate); otherwise the identity.
/// [batch, extents…, channels] → [batch, extents…, channels]
///
/// Tompson et al., 2015.
public struct SpatialDropout<Rank: SpatialRank>: Layer {
  public static var kind: String { "SpatialDropout\(Rank.suffix)" }

  /// The part of the channels to drop.
  public var rate = 0.0
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public var passesMask: Bool { true }

  public init() {}

  /// Drops the part `rate` of the channels.
  public init(_ rate: Double) { self.rate = rate }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("rate", &rate, in: .from(0, below: 1), "part of the channels to drop")
    if Rank.axes > 1 { f.dataFormat() }
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Rank.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining || rate == 0 { return x }
    let noiseShape: [Int?] = [nil] + Rank.all.map { _ in 1 } + [nil]
    return try x * x.kept(noiseShape, rate: rate, context, seed: seed)
  }
}
