public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's [Cropping1D](https://keras.io/api/layers/reshaping_layers/cropping1d/).
public typealias Cropping1D = Cropping<Sequences>
/// Keras's [Cropping2D](https://keras.io/api/layers/reshaping_layers/cropping2d/).
public typealias Cropping2D = Cropping<Images>
/// Keras's [Cropping3D](https://keras.io/api/layers/reshaping_layers/cropping3d/).
public typealias Cropping3D = Cropping<Volumes>

/// A sample without some of its first and last places along each axis.
/// [batch, extents…, channels] → [batch, extents − before − behind…, channels]
public struct Cropping<Rank: SpatialRank>: Layer {
  public static var kind: String { "Cropping\(Rank.suffix)" }

  /// How many places are left out.
  public var cropping = Margins<Rank>(Rank.axes == 2 ? 0 : 1)

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "cropping", &cropping, in: .atLeast(0), "places left out before and behind each axis")
    f.dataFormat()
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Rank.require(input)
    try input.requireKnownSamples()
    if rest(of: input).contains(where: { $0 < 1 }) {
      let least = zip(cropping.before.all, cropping.after.all).map { "\($0 + $1 + 1)" }
      throw LayerError(
        expected: "\(Rank.noun) of at least \(least.joined(separator: "×"))", found: input,
        help: "crop less")
    }
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try x.graph.slice(
      x, begin: [0] + cropping.before.all + [0], size: [-1] + rest(of: x.shape) + [-1])
  }

  private func rest(of input: Shape) -> [Int] {
    Rank.all.map { input[$0] - cropping.before.all[$0 - 1] - cropping.after.all[$0 - 1] }
  }
}
