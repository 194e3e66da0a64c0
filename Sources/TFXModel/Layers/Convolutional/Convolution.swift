public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's [Conv1D](https://keras.io/api/layers/convolution_layers/convolution1d/).
public typealias Conv1D = Convolution<Sequences>
/// Keras's [Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/).
public typealias Conv2D = Convolution<Images>
/// Keras's [Conv3D](https://keras.io/api/layers/convolution_layers/convolution3d/).
public typealias Conv3D = Convolution<Volumes>

/// y = activation(x ∗ kernel + bias), where the window of the kernel slides along all axes but the
/// channels.   [batch, extents…, channels] → [batch, extents′…, filters]
///
/// As [Keras's convolutions](https://keras.io/api/layers/convolution_layers/).
public struct Convolution<Rank: SpatialRank>: Layer {
  public static var kind: String { "Conv\(Rank.suffix)" }

  /// Number of output channels.
  public var filters = 1
  /// The window and how it slides.
  public var window = ConvolutionWindow<Rank>()
  /// Number of groups of channels that don't see each other.
  public var groups = 1
  /// What is applied to the outputs.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// The kernel, `[window…, channels / groups, filters]`.
  public var kernel = WeightOptions(GlorotUniform())
  /// The bias, `[filters]`.
  public var bias = WeightOptions(Zeros())

  public var outputRange: ClosedRange<Double>? { activation.range }

  public init() {}

  /// A convolution of `filters` output channels with a window of `kernelSize`.
  public init(
    _ filters: Int, _ kernelSize: Extents<Rank>, strides: Extents<Rank> = 1,
    padding: PaddingMode = .valid, activation: ActivationFunction = .linear
  ) {
    self.filters = filters
    window.kernelSize = kernelSize
    window.strides = strides
    window.padding = padding
    self.activation = activation
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("filters", &filters, in: .atLeast(1), "number of output channels")
    window.fields(&f, allowsCausal: true)
    f.optional(
      "groups", &groups, in: .atLeast(1), "groups of channels that don't see each other")
    f.optional("activation", &activation, "applied to the output")
    f.optional("use_bias", &useBias, "whether a bias is added")
    kernel.fields(&f, "kernel")
    bias.fields(&f, "bias")
  }

  public func problems() -> [FieldProblem] {
    if filters % groups != 0 {
      return [FieldProblem("groups", "\(filters) filters cannot be split into \(groups) groups")]
    }
    return window.problems()
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let channels = try window.channels(of: input)
    if channels % groups != 0 {
      throw LayerError(
        expected: "channels that can be split into \(groups) groups", found: input)
    }
    let shape = Shape(window.kernelSize.all + [channels / groups, filters])
    let weights = [kernel.weight("kernel", shape)]
    return useBias ? weights + [bias.weight("bias", [filters])] : weights
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let kernel = try Rank.onImages(kernel: context.weight("kernel"))
    let bias = useBias ? context.weight("bias") : nil
    let causal = window.reach.all[0] - 1
    let input = window.isCausal ? try graph.pad(x, [(0, 0), (causal, 0), (0, 0)]) : x
    return try Rank.onImages(input) { (x) throws(GraphError) in
      var y = try convolution(x, kernel)
      if let bias { y = try graph.biasAdd(y, bias) }
      return try activation(y)
    }
  }

  /// The convolution, group by group.
  private func convolution(_ x: Output, _ kernel: Output) throws(GraphError) -> Output {
    let graph = x.graph
    func convolution(_ x: Output, _ kernel: Output) throws(GraphError) -> Output {
      try graph.convolution(
        x, kernel, strides: window.strides.onImages, padding: window.padding.op,
        dilations: window.dilationRate.onImages)
    }
    if groups == 1 { return try convolution(x, kernel) }
    let inputs = try graph.split(x, into: groups, axis: x.shape.rank - 1)
    let kernels = try graph.split(kernel, into: groups, axis: x.shape.rank - 1)
    var outputs: [Output] = []
    for (x, kernel) in zip(inputs, kernels) { outputs.append(try convolution(x, kernel)) }
    return try graph.concat(outputs, axis: x.shape.rank - 1)
  }
}
