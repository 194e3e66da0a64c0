public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's
/// [Conv1DTranspose](https://keras.io/api/layers/convolution_layers/convolution1d_transpose/).
public typealias Conv1DTranspose = ConvolutionTranspose<Sequences>
/// Keras's
/// [Conv2DTranspose](https://keras.io/api/layers/convolution_layers/convolution2d_transpose/).
public typealias Conv2DTranspose = ConvolutionTranspose<Images>
/// Keras's
/// [Conv3DTranspose](https://keras.io/api/layers/convolution_layers/convolution3d_transpose/).
public typealias Conv3DTranspose = ConvolutionTranspose<Volumes>

/// The transpose of a convolution: samples from what a convolution with the kernel would make of
/// them, plus a bias, through an activation.
/// [batch, extents…, channels] → [batch, extents′…, filters]
///
/// Without padding extents′ = (extents − 1) · strides + max(reach, strides), with `same` padding
/// extents · strides; with output_padding (extents − 1) · strides + reach + output_padding, with
/// `same` padding of reach its remainder by 2. As Keras's.
public struct ConvolutionTranspose<Rank: SpatialRank>: Layer {
  public static var kind: String { "Conv\(Rank.suffix)Transpose" }

  /// Number of output channels.
  public var filters = 1
  /// The window of the convolution and how it slides.
  public var window = ConvolutionWindow<Rank>()
  /// How many places are added behind; by the rule above if nil.
  public var outputPadding: Extents<Rank>?
  /// What is applied to the outputs.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// The kernel, `[window…, filters, channels]`.
  public var kernel = WeightOptions(GlorotUniform())
  /// The bias, `[filters]`.
  public var bias = WeightOptions(Zeros())

  public var outputRange: ClosedRange<Double>? { activation.range }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("filters", &filters, in: .atLeast(1), "number of output channels")
    window.fields(&f)
    f.optional(
      "output_padding", &outputPadding, in: Limits<Extents<Rank>>.atLeast(0).orNone,
      "places added behind; as many as the strides need if left out")
    f.optional("activation", &activation, "applied to the output")
    f.optional("use_bias", &useBias, "whether a bias is added")
    kernel.fields(&f, "kernel")
    bias.fields(&f, "bias")
  }

  public func problems() -> [FieldProblem] {
    if let padding = outputPadding {
      let strides = window.strides
      if zip(padding.all, strides.all).contains(where: { $0 >= $1 }) {
        return [
          FieldProblem(
            "output_padding",
            "output_padding must be below strides, found \(padding) and \(strides)")
        ]
      }
      // With an even reach, the last place would lie outside of every window.
      if window.padding == .same,
        zip(padding.all, window.reach.all).contains(where: { $0 == 0 && $1 % 2 == 0 })
      {
        return [
          FieldProblem(
            "output_padding",
            "with padding same and an even kernel_size, output_padding must be at least 1")
        ]
      }
    }
    return window.problems()
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Rank.require(input)
    try input.requireKnownSamples()
    let weights = [
      kernel.weight("kernel", Shape(window.kernelSize.all + [filters, input[-1]]))
    ]
    return useBias ? weights + [bias.weight("bias", [filters])] : weights
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let kernel = try Rank.onImages(kernel: context.weight("kernel"))
    let bias = useBias ? context.weight("bias") : nil
    let extents = Rank.all.map { extent(x.shape[$0], axis: $0 - 1) }
    let shape = Shape(
      [Shape.unknown] + (Rank.axes == 1 ? [1] : []) + extents + [filters])
    return try Rank.onImages(x) { (x) throws(GraphError) in
      var y = try graph.convolutionTranspose(
        x, kernel, outputShape: shape, strides: window.strides.onImages,
        padding: window.padding.op, dilations: window.dilationRate.onImages)
      if let bias { y = try graph.biasAdd(y, bias) }
      return try activation(y)
    }
  }

  /// The extent of the output along an axis.
  private func extent(_ input: Int, axis: Int) -> Int {
    let (stride, reach) = (window.strides.all[axis], window.reach.all[axis])
    let added = outputPadding?.all[axis]
    if window.padding == .valid {
      return (input - 1) * stride + reach + (added ?? max(stride - reach, 0))
    }
    return added.map { (input - 1) * stride + reach % 2 + $0 } ?? input * stride
  }
}
