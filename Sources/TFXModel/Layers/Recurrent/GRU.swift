public import TFXCore
public import TFXGraph
public import TFXOps

/// Gated recurrent unit: z, r = recurrent_activation and g = activation of x · kernel + bias and of
/// h · recurrent_kernel + bias, of which r multiplies the part of g; h ← z · h + (1 − z) · g, for each
/// time step x, from h = 0.
/// [batch, time, features] → [batch, units], or [batch, time, units] with return_sequences
///
/// A masked time step changes nothing. Cho et al., 2014, as
/// [Keras's GRU](https://keras.io/api/layers/recurrent_layers/gru/).
public struct GRU: SequenceLayer {
  public static let kind = "GRU"

  /// Number of outputs.
  public var units = 1
  /// What is applied to candidates.
  public var activation = RecurrentActivation.tanh
  /// What is applied to the gates.
  public var recurrentActivation = RecurrentActivation.sigmoid
  /// The weights, whose columns are those of z, r and g, and dropout.
  public var cell = RecurrentCell()
  /// Whether r multiplies h · recurrent_kernel + bias, or h before that product.
  public var resetAfter = true
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
    f.optional("activation", &activation, "applied to candidates")
    f.optional("recurrent_activation", &recurrentActivation, "applied to the gates")
    cell.fields(&f)
    f.optional(
      "reset_after", &resetAfter, "whether the reset gate comes after the recurrent product")
    sequence.fields(&f)
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try cell.weights(
      for: input, units: units, gates: 3, bias: resetAfter ? [2, 3 * units] : [3 * units])
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    // With reset_after there are two biases: of the inputs' product and of the states'.
    var (bias, recurrentBias): (Output?, Output?)
    if cell.useBias {
      let both = context.weight("bias")
      bias = resetAfter ? try both[0] : both
      recurrentBias = resetAfter ? try both[1] : nil
    }
    let x = try cell.inputs(inputs[0].output, bias: bias, gates: 3, context)
    let y = try x.graph.gru(
      x, context.weight("recurrent_kernel"), bias: recurrentBias, activation: activation,
      recurrentActivation: recurrentActivation, resetAfter: resetAfter, mask: inputs[0].mask,
      dropout: try cell.factors(x, gates: 3, context), options: sequence.options(context))
    return sequence.value(y, of: inputs[0])
  }
}
