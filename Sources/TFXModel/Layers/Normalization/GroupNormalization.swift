public import TFXCore
public import TFXGraph
import TFXOps

/// y = gamma · (x − mean) / √(variance + ε) + beta, with the mean and the variance over all of a
/// sample's places and the channels of a group.   [batch, d…] → [batch, d…]
///
/// Wu and He, 2018, as
/// [Keras's](https://keras.io/api/layers/normalization_layers/group_normalization/).
public struct GroupNormalization: Layer {
  public static let kind = "GroupNormalization"

  /// The number of groups that the channels are split into; -1 for one group a channel.
  public var groups = 32
  /// The axis of the channels.
  public var axis = -1
  /// Added to the variance.
  public var epsilon = 0.001
  /// Gamma and beta, `[channels]`.
  public var affine = ScaleAndOffset()

  public var passesMask: Bool { true }
  public var scalesInputs: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "groups", &groups,
      in: Limits("at least 1, or -1", bounds: ValueBounds(minimum: -1)) { $0 >= 1 || $0 == -1 },
      "groups that the channels are split into; -1 for one a channel")
    f.optional("axis", &axis, "axis of the channels")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the variance")
    affine.fields(&f)
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let channels = try input.requireExtent(ofAxis: axis)
    if groups != -1 && channels % groups != 0 {
      throw LayerError(
        expected: "channels that can be split into \(groups) groups", found: input,
        help: "give a number of groups that divides \(channels)")
    }
    return affine.weights([channels])
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let axis = axis < 0 ? axis + x.shape.rank : axis
    let groups = groups == -1 ? x.shape[axis] : groups
    // The channels become two axes: groups, and the channels of a group.
    var extents = x.shape.dimensions
    extents[axis] /= groups
    extents.insert(groups, at: axis)
    let shape = Shape([Shape.unknown] + extents.dropFirst())
    let apart = try graph.reshape(x, to: shape)
    let axes = (1..<shape.rank).filter { $0 != axis }
    let (mean, variance) = try graph.moments(apart, axes: axes, keepDims: true)
    let normalized = try (apart - mean) * graph.rsqrt(variance + epsilon)
    let y = try affine(normalized, as: shape.only([axis, axis + 1]), context)
    return try graph.reshape(y, to: Shape([Shape.unknown] + x.shape.dimensions.dropFirst()))
  }
}
