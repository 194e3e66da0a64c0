public import TFXCore
public import TFXGraph
import TFXOps

/// 2-D convolution.   [batch, height, width, channels] → [batch, height′, width′, filters]
///
/// As [Keras's Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/).
public struct Conv2D: Layer {
  public static let kind = "Conv2D"

  /// Number of output channels.
  public var filters = 1
  /// Height and width of the window.
  public var kernelSize = Pair(1)
  /// Steps of the window.
  public var strides = Pair(1)
  /// What lies around the image.
  public var padding = PaddingMode.valid
  /// Distances between the window's points.
  public var dilationRate = Pair(1)
  /// What is applied to the outputs.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// The kernel, `[height, width, channels, filters]`.
  public var kernel = WeightOptions(GlorotUniform())
  /// The bias, `[filters]`.
  public var bias = WeightOptions(Zeros())

  public init() {}

  /// A convolution of `filters` output channels with a window of `kernelSize`.
  public init(
    _ filters: Int, _ kernelSize: Pair, strides: Pair = Pair(1), padding: PaddingMode = .valid,
    activation: ActivationFunction = .linear
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.activation = activation
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("filters", &filters, in: .atLeast(1), "number of output channels")
    f.required("kernel_size", &kernelSize, in: .atLeast(1), "height and width of the window")
    f.optional("strides", &strides, in: .atLeast(1), "steps of the window")
    f.optional("padding", &padding, "`valid`, or `same` to keep height and width at stride 1")
    f.optional("dilation_rate", &dilationRate, in: .atLeast(1), "distances of the window's points")
    f.optional("activation", &activation, "applied to the output")
    f.optional("use_bias", &useBias, "whether a bias is added")
    kernel.fields(&f, "kernel")
    bias.fields(&f, "bias")
  }

  public func problems() -> [FieldProblem] {
    if strides != Pair(1) && dilationRate != Pair(1) {
      return [
        FieldProblem("dilation_rate", "strides and dilation_rate cannot both differ from 1")
      ]
    }
    return []
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try input.requireImages()
    let reach = Pair(
      (kernelSize.height - 1) * dilationRate.height + 1,
      (kernelSize.width - 1) * dilationRate.width + 1)
    try input.requireRoom(for: reach, padding)
    let channels = try input.requireFeatures()
    let weights = [
      kernel.weight("kernel", [kernelSize.height, kernelSize.width, channels, filters])
    ]
    return useBias ? weights + [bias.weight("bias", [filters])] : weights
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    var y = try x.graph.conv2D(
      x, context.weight("kernel"), strides: strides, padding: padding.op,
      dilations: dilationRate)
    if useBias { y = try x.graph.biasAdd(y, context.weight("bias")) }
    return try activation(y)
  }
}
