import TFXCore
import TFXGraph
import TFXOps

/// A layer that goes along the time steps of sequences, in either direction: what `Bidirectional` can
/// hold.
protocol SequenceLayer: Layer {
  /// How it goes along them.
  var sequence: SequenceOptions { get set }
}

/// How a layer goes along the time steps of sequences: Keras's arguments of all recurrent layers.
public struct SequenceOptions: Sendable {
  /// Whether there is an output for each time step, in the order of computation, or of the last one.
  public var returnSequences = false
  /// Whether the last time step comes first.
  public var goBackwards = false
  /// Whether the output of a masked step is 0; else it is that of the step before.
  public var zeroOutputForMask = false
  /// Without effect: a layer's steps are one operation in any case.
  public var unroll = false
  private var returnState = false
  private var stateful = false

  public init() {}

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "return_sequences", &returnSequences, "whether each time step has an output, or the last")
    f.optional(
      "return_state", &returnState,
      in: Limits("false, as nothing behind the layer could take the state") { !$0 },
      "`false`: layers in a row have one output")
    f.optional("go_backwards", &goBackwards, "whether the last time step comes first")
    f.optional(
      "stateful", &stateful,
      in: Limits("false, as samples are shuffled, so that no batch continues another") { !$0 },
      "`false`: each sample begins with a state of zeros")
    f.optional("unroll", &unroll, "without effect: all steps are one operation")
    f.optional(
      "zero_output_for_mask", &zeroOutputForMask, "whether the output of a masked step is 0")
  }

  /// The same in the graph's terms.
  func options(_ context: LayerContext) -> RecurrentOptions {
    var options = RecurrentOptions()
    options.goBackwards = goBackwards
    options.returnSequences = returnSequences
    options.zeroOutputForMask = zeroOutputForMask
    options.isTraining = context.isTraining
    return options
  }

  /// What a layer makes of sequences, whose mask ends with them.
  func value(_ output: Output, of input: LayerValue) -> LayerValue {
    LayerValue(output, mask: returnSequences ? input.mask : nil)
  }
}
