public import TFXCore
public import TFXGraph
import TFXOps

/// An LSTM along rows of numbers, whose products are convolutions.
/// [batch, time, length, channels] → [batch, length′, filters], or
/// [batch, time, length′, filters] with return_sequences
///
/// Shi et al., 2015, as
/// [Keras's ConvLSTM1D](https://keras.io/api/layers/recurrent_layers/conv_lstm1d/).
public struct ConvLSTM1D: SequenceLayer {
  public static let kind = "ConvLSTM1D"

  /// What it does with rows, which are images of height 1.
  public var core = ConvLSTM()
  /// Length of the window.
  public var kernelSize = 1
  /// Steps of the window over the inputs.
  public var strides = 1
  /// Distance between the points of the window over the inputs.
  public var dilationRate = 1

  public var sequence: SequenceOptions {
    get { core.sequence }
    set { core.sequence = newValue }
  }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("filters", &core.filters, in: .atLeast(1), "number of output channels")
    f.required("kernel_size", &kernelSize, in: .atLeast(1), "length of the window")
    f.optional("strides", &strides, in: .atLeast(1), "steps of the window over the inputs")
    f.optional("padding", &core.padding, "`valid`, or `same` to keep the length at stride 1")
    f.optional(
      "dilation_rate", &dilationRate, in: .atLeast(1),
      "distance of the points of the window over the inputs")
    core.fields(&f)
  }

  public func problems() -> [FieldProblem] {
    ConvLSTM.problems(strides != 1, dilationRate != 1)
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    guard input.rank == 4, input.withoutBatch.isFullyKnown else {
      throw LayerError(
        expected: "sequences [batch, time, length, channels] of a known shape", found: input)
    }
    if core.padding == .valid, (kernelSize - 1) * dilationRate + 1 > input[2] {
      throw LayerError(
        expected: "a length of at least \((kernelSize - 1) * dilationRate + 1)", found: input,
        help: "use a smaller window or padding: same")
    }
    return core.weights([kernelSize], channels: input[3])
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let graph = inputs[0].output.graph
    let images = LayerValue(
      try graph.expandDims(inputs[0].output, axis: 2), mask: inputs[0].mask)
    let y = try core.call(
      images, kernel: graph.expandDims(context.weight("kernel"), axis: 0),
      recurrentKernel: graph.expandDims(context.weight("recurrent_kernel"), axis: 0),
      strides: Pair(1, strides), dilations: Pair(1, dilationRate), context)
    return sequence.value(try graph.squeeze(y, axes: [-3]), of: inputs[0])
  }
}
