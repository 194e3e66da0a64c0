public import TFXCore
public import TFXGraph
import TFXOps

/// y = activation(layers(x) + x), or with a projection of x where the shapes differ.
///
/// He et al., 2015, [Deep residual learning](https://arxiv.org/abs/1512.03385).
public struct Residual: Layer {
  public static let kind = "Residual"

  /// What is added where the layers change the shape.
  public enum Projection: String, Choice {
    /// The shape must stay.
    case none
    /// A convolution of single points with the block's strides and without bias, then a
    /// BatchNormalization; for tables, and sequences that stay as long, a Dense without bias.
    case auto
  }

  /// The layers.
  public var layers: [LayerEntry] = []
  /// What is added where the layers change the shape.
  public var projection = Projection.none
  /// What is applied to the sum.
  public var activation = ActivationFunction.linear

  public init() {}

  /// The given layers, with their input added to what they make of it.
  public init(
    _ layers: [LayerEntry], projection: Projection = .none,
    activation: ActivationFunction = .linear
  ) {
    self.layers = layers
    self.projection = projection
    self.activation = activation
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("layers", &layers, in: .notEmpty, "the layers in order")
    f.optional(
      "projection", &projection,
      "`auto` fits the input to the output by a 1 × 1 convolution where their shapes differ")
    f.optional("activation", &activation, "applied to the sum")
  }

  public func problems() -> [FieldProblem] { LayerEntry.nameProblems("layers", layers) }

  public func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec] { [] }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let x = inputs[0].output
    let inner = try context.call(layers, on: inputs[0])
    let y = inner.output
    let shortcut = x.shape == y.shape ? x : try project(x, to: y.shape, &context)
    return LayerValue(try activation(try y.graph.add(y, shortcut)), mask: inner.mask)
  }

  private func project(
    _ x: Output, to shape: Shape, _ context: inout LayerContext
  ) throws(GraphError) -> Output {
    guard projection == .auto else {
      try context.refuse(
        LayerError(
          expected: "layers that keep the shape \(x.shape)", found: shape,
          help: "give it projection: auto, or the layers padding: same and as many outputs"))
    }
    guard let strides = strides(from: x.shape, to: shape) else {
      try context.refuse(
        LayerError(
          expected: "layers that keep the shape \(x.shape) but for strides and channels",
          found: shape, help: "give the windows within it padding: same"))
    }
    let value = LayerValue(x)
    let (filters, isStrided) = (shape[-1], strides.contains { $0 > 1 })
    switch strides.count {
    case 1 where isStrided:
      return try convolve(Conv1D(filters, 1, strides: Extents(strides)), value, &context)
    case 2: return try convolve(Conv2D(filters, 1, strides: Extents(strides)), value, &context)
    case 3: return try convolve(Conv3D(filters, 1, strides: Extents(strides)), value, &context)
    default:
      let dense = Dense(filters, useBias: false)
      return try context.call(dense, named: "projection", on: [value]).output
    }
  }

  private func convolve<Rank>(
    _ convolution: Convolution<Rank>, _ value: LayerValue, _ context: inout LayerContext
  ) throws(GraphError) -> Output {
    var convolution = convolution
    convolution.useBias = false
    let projected = try context.call(convolution, named: "projection", on: [value])
    return try context.call(
      BatchNormalization(), named: "projection_normalization", on: [projected]
    ).output
  }

  /// The strides of windows that make extents of others, one for each axis between batch and channels;
  /// nil if there are none.
  private func strides(from input: Shape, to output: Shape) -> [Int]? {
    guard input.rank == output.rank, input.rank >= 2 else { return nil }
    var strides: [Int] = []
    for axis in 1..<input.rank - 1 {
      let (extent, wanted) = (input[axis], output[axis])
      if extent == wanted {
        strides.append(1)
        continue
      }
      guard wanted > 0, extent > 0 else { return nil }
      let stride = (extent + wanted - 1) / wanted
      if (extent + stride - 1) / stride != wanted { return nil }
      strides.append(stride)
    }
    return strides
  }
}
