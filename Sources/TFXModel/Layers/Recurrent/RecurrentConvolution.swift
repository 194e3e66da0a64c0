public import TFXCore
public import TFXGraph
import TFXOps

/// Keras's [ConvLSTM1D](https://keras.io/api/layers/recurrent_layers/conv_lstm1d/).
public typealias ConvLSTM1D = RecurrentConvolution<Sequences>
/// Keras's [ConvLSTM2D](https://keras.io/api/layers/recurrent_layers/conv_lstm2d/).
public typealias ConvLSTM2D = RecurrentConvolution<Images>

/// An LSTM along images or rows of numbers, whose products are convolutions.
/// [batch, time, extents…, channels] → [batch, extents′…, filters], or
/// [batch, time, extents′…, filters] with return_sequences
///
/// Shi et al., 2015, as
/// [Keras's ConvLSTM layers](https://keras.io/api/layers/recurrent_layers/).
public struct RecurrentConvolution<Rank: SpatialRank>: SequenceLayer {
  public static var kind: String { "ConvLSTM\(Rank.suffix)" }

  /// What it does with images; rows are images of height 1.
  public var core = ConvLSTM()
  /// The window and how it slides over the inputs.
  public var window = ConvolutionWindow<Rank>()

  public var sequence: SequenceOptions {
    get { core.sequence }
    set { core.sequence = newValue }
  }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("filters", &core.filters, in: .atLeast(1), "number of output channels")
    window.fields(&f)
    core.fields(&f)
  }

  public func problems() -> [FieldProblem] { window.problems() }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    guard input.rank == Rank.axes + 3, input.withoutBatch.isFullyKnown else {
      let names = (["batch", "time"] + Rank.axisNames + ["channels"]).joined(separator: ", ")
      throw LayerError(expected: "\(Rank.noun) [\(names)] of a known shape", found: input)
    }
    // The images of all time steps are a batch of them.
    let channels = try window.channels(of: Shape(Array(input.dimensions[1...])))
    return core.weights(window.kernelSize.all, channels: channels)
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let (x, isRow) = (inputs[0].output, Rank.axes == 1)
    let images = LayerValue(
      isRow ? try x.graph.expandDims(x, axis: 2) : x, mask: inputs[0].mask)
    let y = try core.call(
      images, kernel: Rank.onImages(kernel: context.weight("kernel")),
      recurrentKernel: Rank.onImages(kernel: context.weight("recurrent_kernel")),
      strides: pair(window.strides), padding: window.padding, dilations: pair(window.dilationRate),
      context)
    return sequence.value(isRow ? try y.graph.squeeze(y, axes: [-3]) : y, of: inputs[0])
  }

  private func pair(_ extents: Extents<Rank>) -> Pair {
    let both = extents.onImages
    return Pair(both[0], both[1])
  }
}
