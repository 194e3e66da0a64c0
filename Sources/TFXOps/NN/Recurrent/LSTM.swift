import TFXCore
public import TFXGraph
import TFXKernels

/// i, f, o = recurrent activations and g = activation of x + h · kernel, whose columns are those of
/// i, f, g, o; c ← f · c + i · g, h ← o · activation(c), step by step, from 0; y is h.
/// x: [steps, batch, 4 · units], kernel: [units, 4 · units] → y: [batch, steps, units], or
/// [batch, units] of the last step. See ``RecurrentOp`` for masks and dropout.
///
/// Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000, as Keras has it.
struct LSTM: RecurrentOp {
  static let gates = 4

  var activation = RecurrentActivation.tanh
  var recurrentActivation = RecurrentActivation.sigmoid
  var options = RecurrentOptions()
  var inputs = RecurrentInputs()

  /// c before each step.
  var extras: Int { 1 }
  var derivative: any OpDefinition { LSTMGrad(forward: self) }
  fileprivate var functions: GateFunctions {
    GateFunctions(activation.function, recurrent: recurrentActivation.function)
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("activation", &activation, "applied to candidates and to the cell")
    f.optional("recurrent_activation", &recurrentActivation, "applied to the gates")
    options.fields(&f)
    inputs.fields(&f)
  }

  func loop(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, isDouble: Bool
  ) -> () -> Void {
    Kernels.lstm(shape, tensors, functions, isDouble: isDouble)
  }
}

/// ∂y: [batch, steps, units] or [batch, units], kernel: [units, 4 · units], i, f, g, o:
/// [steps, batch, 4 · units], h and c before each step: [steps, batch, units]
/// → ∂x: [steps, batch, 4 · units].
struct LSTMGrad: RecurrentGradOp {
  var forward = LSTM()

  func loop(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ dProduct: UnsafeMutableRawPointer?,
    isDouble: Bool
  ) -> () -> Void {
    Kernels.lstmGrad(shape, tensors, forward.functions, isDouble: isDouble)
  }
}

extension Graph {
  /// The outputs of an LSTM: i, f, g, o of x + h · kernel, then c ← f · c + i · g and
  /// h ← o · activation(c) for each step.
  ///
  /// - Parameters:
  ///   - x: What the inputs add, bias included: [steps, batch, 4 · units].
  ///   - kernel: [units, 4 · units].
  ///   - activation: Applied to g and to c.
  ///   - recurrentActivation: Applied to i, f and o.
  ///   - mask: Which steps count, bool [batch, steps]; all if nil. A masked step changes no state.
  ///   - dropout: What h is multiplied by before the product, for each gate: [4, batch, units];
  ///     nothing if nil.
  ///   - options: The direction, and which outputs there are.
  ///   - name: The operation's name.
  /// - Returns: [batch, steps, units] in the order of computation, or [batch, units] of the last step.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for shapes that do not fit each other.
  public func lstm(
    _ x: Output, _ kernel: Output, activation: RecurrentActivation = .tanh,
    recurrentActivation: RecurrentActivation = .sigmoid, mask: Output? = nil,
    dropout: Output? = nil, options: RecurrentOptions = RecurrentOptions(), name: String? = nil
  ) throws(GraphError) -> Output {
    try recurrent(
      LSTM(activation: activation, recurrentActivation: recurrentActivation), x, kernel,
      mask: mask, dropout: dropout, options: options, name: name)
  }
}
