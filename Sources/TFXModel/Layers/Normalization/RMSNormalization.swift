public import TFXCore
public import TFXGraph
import TFXOps

/// y = scale · x / √(mean of x² + ε), with the mean over an axis or several of each sample.
/// [batch, d…] → [batch, d…]
///
/// Zhang and Sennrich, 2019, as
/// [Keras's](https://keras.io/api/layers/normalization_layers/rms_normalization/).
public struct RMSNormalization: Layer {
  public static let kind = "RMSNormalization"

  /// The axes that are normalized together.
  public var axis: AxisList = -1
  /// Added to the mean of the squares.
  public var epsilon = 1e-6

  public var scalesInputs: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, in: .some, "axes that are normalized together")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the mean of the squares")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    [WeightSpec("scale", try input.extents(of: axis), Ones())]
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let axes = x.shape.known(axis)
    let squares = try graph.mean(try graph.square(x), axes: axes, keepDims: true)
    let scale = try graph.reshape(context.weight("scale"), to: x.shape.only(axes))
    return try x * graph.rsqrt(squares + epsilon) * scale
  }
}
