public import TFXCore
public import TFXGraph
public import TFXOps

/// Long short-term memory: i, f, o = recurrent_activation and g = activation of
/// x · kernel + h · recurrent_kernel + bias, then c ← f · c + i · g and h ← o · activation(c), for each
/// time step x, from h = c = 0.
/// [batch, time, features] → [batch, units], or [batch, time, units] with return_sequences
///
/// A masked time step changes nothing. Hochreiter and Schmidhuber, 1997, as
/// [Keras's LSTM](https://keras.io/api/layers/recurrent_layers/lstm/).
public struct LSTM: SequenceLayer {
  public static let kind = "LSTM"

  /// Number of outputs.
  public var units = 1
  /// What is applied to candidates and to cells.
  public var activation = RecurrentActivation.tanh
  /// What is applied to the gates.
  public var recurrentActivation = RecurrentActivation.sigmoid
  /// The weights, whose columns are those of i, f, g and o, and dropout.
  public var cell = RecurrentCell()
  /// Whether the bias of f begins at 1 in any case.
  public var unitForgetBias = true
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
    f.optional("activation", &activation, "applied to candidates and to cells")
    f.optional("recurrent_activation", &recurrentActivation, "applied to the gates")
    cell.fields(&f)
    f.optional(
      "unit_forget_bias", &unitForgetBias, "whether the bias of the forget gate begins at 1")
    sequence.fields(&f)
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    var cell = cell
    if unitForgetBias {
      cell.bias.initializer = InitializerField(ForgetBias(cell.bias.initializer))
    }
    return try cell.weights(for: input, units: units, gates: 4, bias: [4 * units])
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let bias = cell.useBias ? context.weight("bias") : nil
    let x = try cell.inputs(inputs[0].output, bias: bias, gates: 4, context)
    let y = try x.graph.lstm(
      x, context.weight("recurrent_kernel"), activation: activation,
      recurrentActivation: recurrentActivation, mask: inputs[0].mask,
      dropout: try cell.factors(x, gates: 4, context), options: sequence.options(context))
    return sequence.value(y, of: inputs[0])
  }
}

/// The first bias of an LSTM's four gates: 1 for the forget gate, the second one, so that it
/// remembers. Jozefowicz et al., 2015.
struct ForgetBias: Initializer {
  static let kind = "ForgetBias"

  /// What the other gates' biases begin as.
  var others = InitializerField(Zeros())

  init() {}

  init(_ others: InitializerField) { self.others = others }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("others", &others, "first value of the other gates' biases")
  }

  func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    let units = spec.shape[0] / 4
    return try graph.concat(
      [
        others.value.call(graph, TensorSpec([units], spec.dtype)),
        graph.fill([units], 1, spec.dtype),
        others.value.call(graph, TensorSpec([2 * units], spec.dtype)),
      ], axis: 0)
  }
}
