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
    /// A 1 × 1 convolution with the block's strides and without bias, then a BatchNormalization;
    /// for tables and sequences a Dense without bias.
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
    if x.shape.rank != 4 {
      return try context.call(
        Dense(shape[-1], useBias: false), named: "projection", on: [LayerValue(x)]
      ).output
    }
    var convolution = Conv2D(shape[-1], 1, strides: strides)
    convolution.useBias = false
    let projected = try context.call(convolution, named: "projection", on: [LayerValue(x)])
    return try context.call(
      BatchNormalization(), named: "projection_normalization", on: [projected]
    ).output
  }

  /// The strides of windows that make extents of others; nil if there are none.
  private func strides(from input: Shape, to output: Shape) -> Extents<Images>? {
    guard input.rank == output.rank, input.rank >= 2 else { return nil }
    var strides = [Int](repeating: 1, count: input.rank)
    for axis in 1..<input.rank - 1 where input[axis] != output[axis] {
      guard input.rank == 4, output[axis] > 0, input[axis] > 0 else { return nil }
      strides[axis] = (input[axis] + output[axis] - 1) / output[axis]
      if (input[axis] + strides[axis] - 1) / strides[axis] != output[axis] { return nil }
    }
    return input.rank == 4 ? [strides[1], strides[2]] : 1
  }
}
