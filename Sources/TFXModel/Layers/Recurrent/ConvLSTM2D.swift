public import TFXCore
public import TFXGraph
import TFXOps

/// An LSTM along images, whose products are convolutions.
/// [batch, time, height, width, channels] → [batch, height′, width′, filters], or
/// [batch, time, height′, width′, filters] with return_sequences
///
/// Shi et al., 2015, as
/// [Keras's ConvLSTM2D](https://keras.io/api/layers/recurrent_layers/conv_lstm2d/).
public struct ConvLSTM2D: SequenceLayer {
  public static let kind = "ConvLSTM2D"

  /// What it does with images.
  public var core = ConvLSTM()
  /// Height and width of the window.
  public var kernelSize = Pair(1)
  /// Steps of the window over the inputs.
  public var strides = Pair(1)
  /// Distances between the points of the window over the inputs.
  public var dilationRate = Pair(1)

  public var sequence: SequenceOptions {
    get { core.sequence }
    set { core.sequence = newValue }
  }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("filters", &core.filters, in: .atLeast(1), "number of output channels")
    f.required("kernel_size", &kernelSize, in: .atLeast(1), "height and width of the window")
    f.optional("strides", &strides, in: .atLeast(1), "steps of the window over the inputs")
    f.optional("padding", &core.padding, "`valid`, or `same` to keep height and width at stride 1")
    f.optional(
      "dilation_rate", &dilationRate, in: .atLeast(1),
      "distances of the points of the window over the inputs")
    core.fields(&f)
  }

  public func problems() -> [FieldProblem] {
    ConvLSTM.problems(strides != Pair(1), dilationRate != Pair(1))
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    guard input.rank == 5, input.withoutBatch.isFullyKnown else {
      throw LayerError(
        expected: "images [batch, time, height, width, channels] of a known shape", found: input)
    }
    let reach = Pair(
      (kernelSize.height - 1) * dilationRate.height + 1,
      (kernelSize.width - 1) * dilationRate.width + 1)
    try Shape(Array(input.dimensions[1...])).requireRoom(for: reach, core.padding)
    return core.weights([kernelSize.height, kernelSize.width], channels: input[4])
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let y = try core.call(
      inputs[0], kernel: context.weight("kernel"),
      recurrentKernel: context.weight("recurrent_kernel"), strides: strides,
      dilations: dilationRate, context)
    return sequence.value(y, of: inputs[0])
  }
}
