public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's
/// [DepthwiseConv1D](https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/).
public typealias DepthwiseConv1D = DepthwiseConvolution<Sequences>
/// Keras's
/// [DepthwiseConv2D](https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/).
public typealias DepthwiseConv2D = DepthwiseConvolution<Images>

/// y = activation(x ∗ kernel + bias), where each channel is convolved with kernels of its own.
/// [batch, extents…, channels] → [batch, extents′…, channels · depth_multiplier]
///
/// As [Keras's](https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/).
public struct DepthwiseConvolution<Rank: SpatialRank>: Layer {
  public static var kind: String { "DepthwiseConv\(Rank.suffix)" }

  /// The window and how it slides.
  public var window = ConvolutionWindow<Rank>()
  /// Number of output channels for each input channel.
  public var depthMultiplier = 1
  /// What is applied to the outputs.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// The kernel, `[window…, channels, depth_multiplier]`.
  public var kernel = WeightOptions(GlorotUniform())
  /// The bias, `[channels · depth_multiplier]`.
  public var bias = WeightOptions(Zeros())

  public var outputRange: ClosedRange<Double>? { activation.range }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    window.fields(&f)
    f.depthMultiplier(&depthMultiplier)
    f.optional("activation", &activation, "applied to the output")
    f.optional("use_bias", &useBias, "whether a bias is added")
    kernel.fields(&f, "depthwise", noun: "the kernel")
    bias.fields(&f, "bias")
  }

  public func problems() -> [FieldProblem] { window.problems() }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let channels = try window.channels(of: input)
    let weights = [
      kernel.weight("kernel", Shape(window.kernelSize.all + [channels, depthMultiplier]))
    ]
    return useBias ? weights + [bias.weight("bias", [channels * depthMultiplier])] : weights
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let kernel = try Rank.onImages(kernel: context.weight("kernel"))
    let bias = useBias ? context.weight("bias") : nil
    return try Rank.onImages(x) { (x) throws(GraphError) in
      var y = try window.depthwise(x, kernel)
      if let bias { y = try y.graph.biasAdd(y, bias) }
      return try activation(y)
    }
  }
}

/// Keras's
/// [SeparableConv1D](https://keras.io/api/layers/convolution_layers/separable_convolution1d/).
public typealias SeparableConv1D = SeparableConvolution<Sequences>
/// Keras's
/// [SeparableConv2D](https://keras.io/api/layers/convolution_layers/separable_convolution2d/).
public typealias SeparableConv2D = SeparableConvolution<Images>

/// y = activation((x ∗ depthwise kernel) ∗ pointwise kernel + bias), where first each channel is
/// convolved with kernels of its own and then the channels are mixed.
/// [batch, extents…, channels] → [batch, extents′…, filters]
///
/// As [Keras's](https://keras.io/api/layers/convolution_layers/separable_convolution2d/).
public struct SeparableConvolution<Rank: SpatialRank>: Layer {
  public static var kind: String { "SeparableConv\(Rank.suffix)" }

  /// Number of output channels.
  public var filters = 1
  /// The first window and how it slides.
  public var window = ConvolutionWindow<Rank>()
  /// Number of channels between for each input channel.
  public var depthMultiplier = 1
  /// What is applied to the outputs.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// The kernel of the channels, `[window…, channels, depth_multiplier]`.
  public var depthwise = WeightOptions(GlorotUniform())
  /// The kernel that mixes them, `[1…, channels · depth_multiplier, filters]`.
  public var pointwise = WeightOptions(GlorotUniform())
  /// The bias, `[filters]`.
  public var bias = WeightOptions(Zeros())

  public var outputRange: ClosedRange<Double>? { activation.range }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("filters", &filters, in: .atLeast(1), "number of output channels")
    window.fields(&f)
    f.depthMultiplier(&depthMultiplier)
    f.optional("activation", &activation, "applied to the output")
    f.optional("use_bias", &useBias, "whether a bias is added")
    depthwise.fields(&f, "depthwise", noun: "the kernel of each channel")
    pointwise.fields(&f, "pointwise", noun: "the kernel that mixes channels")
    bias.fields(&f, "bias")
  }

  public func problems() -> [FieldProblem] { window.problems() }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let channels = try window.channels(of: input)
    let between = channels * depthMultiplier
    let weights = [
      depthwise.weight(
        "depthwise_kernel", Shape(window.kernelSize.all + [channels, depthMultiplier])),
      pointwise.weight("pointwise_kernel", Shape(Rank.all.map { _ in 1 } + [between, filters])),
    ]
    return useBias ? weights + [bias.weight("bias", [filters])] : weights
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let depthwise = try Rank.onImages(kernel: context.weight("depthwise_kernel"))
    let pointwise = try Rank.onImages(kernel: context.weight("pointwise_kernel"))
    let bias = useBias ? context.weight("bias") : nil
    return try Rank.onImages(x) { (x) throws(GraphError) in
      var y = try x.graph.conv2D(window.depthwise(x, depthwise), pointwise)
      if let bias { y = try y.graph.biasAdd(y, bias) }
      return try activation(y)
    }
  }
}

extension FieldVisitor {
  fileprivate mutating func depthMultiplier(_ value: inout Int) {
    optional(
      "depth_multiplier", &value, in: .atLeast(1), "output channels for each input channel")
  }
}

extension ConvolutionWindow {
  /// The depthwise convolution of images, or of sequences as such.
  fileprivate func depthwise(_ x: Output, _ kernel: Output) throws(GraphError) -> Output {
    let (strides, dilations) = (strides.onImages, dilationRate.onImages)
    return try x.graph.depthwiseConv2D(
      x, kernel, strides: Pair(strides[0], strides[1]), padding: padding.op,
      dilations: Pair(dilations[0], dilations[1]))
  }
}
