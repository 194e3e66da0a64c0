public import TFXCore
public import TFXGraph
import TFXOps

/// y = gamma · (x − mean) / √(variance + ε) + beta, with the mean and the variance over an axis or
/// several of each sample.   [batch, d…] → [batch, d…]
///
/// Ba et al., 2016, as
/// [Keras's](https://keras.io/api/layers/normalization_layers/layer_normalization/).
public struct LayerNormalization: Layer {
  public static let kind = "LayerNormalization"

  /// The axes that are normalized together.
  public var axis: AxisList = -1
  /// Added to the variance.
  public var epsilon = 0.001
  /// Gamma and beta, with the extents of the axes.
  public var affine = ScaleAndOffset()

  public var passesMask: Bool { true }
  public var scalesInputs: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, in: .some, "axes that are normalized together")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the variance")
    affine.fields(&f)
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    affine.weights(try input.extents(of: axis))
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let axes = x.shape.known(axis)
    if axes == [x.shape.rank - 1] {
      // One operation, forward and backward.
      let extents: Shape = [x.shape[-1]]
      let gamma = affine.scale ? context.weight("gamma") : try graph.fill(extents, 1, x.dtype)
      let beta = affine.center ? context.weight("beta") : try graph.fill(extents, 0, x.dtype)
      return try graph.layerNorm(x, scale: gamma, offset: beta, epsilon: epsilon)
    }
    let (mean, variance) = try graph.moments(x, axes: axes, keepDims: true)
    let normalized = try (x - mean) * graph.rsqrt(variance + epsilon)
    return try affine(normalized, as: x.shape.only(axes), context)
  }
}

extension Shape {
  /// The extents of some axes, in order, which must be known.
  func extents(of list: AxisList) throws(LayerError) -> Shape {
    var extents: [Int] = []
    for axis in try list.axes(of: self) { extents.append(try requireExtent(ofAxis: axis)) }
    return Shape(extents)
  }

  /// The axes of a list, counted from 0, of a shape that was found to have them.
  func known(_ list: AxisList) -> [Int] {
    guard let axes = try? list.axes(of: self) else {
      preconditionFailure("axes \(list.axes) of \(self), which weights(for:) refuses")
    }
    return axes
  }
}
