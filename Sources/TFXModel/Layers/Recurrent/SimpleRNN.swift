public import TFXCore
public import TFXGraph
public import TFXOps

/// h ← activation(x · kernel + h · recurrent_kernel + bias) for each time step x, from h = 0.
/// [batch, time, features] → [batch, units], or [batch, time, units] with return_sequences
///
/// A masked time step changes nothing. As
/// [Keras's SimpleRNN](https://keras.io/api/layers/recurrent_layers/simple_rnn/).
public struct SimpleRNN: SequenceLayer {
  public static let kind = "SimpleRNN"

  /// Number of outputs.
  public var units = 1
  /// What is applied at each step.
  public var activation = RecurrentActivation.tanh
  /// The weights, and dropout.
  public var cell = RecurrentCell()
  /// The direction, and which outputs there are.
  public var sequence = SequenceOptions()

  public init() {}

  /// A layer of `units` outputs, of each time step if `returnSequences`.
  public init(_ units: Int, returnSequences: Bool = false) {
    self.units = units
    sequence.returnSequences = returnSequences
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("units", &units, in: .atLeast(1), "number of outputs")
    f.optional("activation", &activation, "applied at each step")
    cell.fields(&f)
    sequence.fields(&f)
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try cell.weights(for: input, units: units, gates: 1, bias: [units])
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let bias = cell.useBias ? context.weight("bias") : nil
    let x = try cell.inputs(inputs[0].output, bias: bias, gates: 1, context)
    let y = try x.graph.simpleRNN(
      x, context.weight("recurrent_kernel"), activation: activation, mask: inputs[0].mask,
      dropout: try cell.factors(x, gates: 1, context), options: sequence.options(context))
    return sequence.value(y, of: inputs[0])
  }
}
