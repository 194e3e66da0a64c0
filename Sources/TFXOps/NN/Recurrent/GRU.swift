import TFXCore
public import TFXGraph
import TFXKernels

/// z, r = recurrent activations of x + h · kernel + bias, g = activation(x + r · (h · kernel + bias)),
/// with columns in the order z, r, g; h ← z · h + (1 − z) · g, step by step, from 0; y is h. Without
/// `reset_after` there is no bias, and g = activation(x + (r · h) · kernel).
/// x: [steps, batch, 3 · units], kernel: [units, 3 · units], bias: [3 · units] → y:
/// [batch, steps, units], or [batch, units] of the last step. See ``RecurrentOp`` for masks and
/// dropout.
///
/// Cho et al., 2014, as Keras has it.
struct GRU: RecurrentOp {
  static let gates = 3

  var activation = RecurrentActivation.tanh
  var recurrentActivation = RecurrentActivation.sigmoid
  var resetAfter = true
  var options = RecurrentOptions()
  var inputs = RecurrentInputs()

  /// h · kernel + bias of g.
  var extras: Int { resetAfter ? 1 : 0 }
  var derivative: any OpDefinition { GRUGrad(forward: self) }
  fileprivate var functions: GateFunctions {
    GateFunctions(activation.function, recurrent: recurrentActivation.function)
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("activation", &activation, "applied to candidates")
    f.optional("recurrent_activation", &recurrentActivation, "applied to the gates")
    f.optional("reset_after", &resetAfter, "whether the reset gate comes after the product")
    options.fields(&f)
    f.optional("has_bias", &inputs.hasBias, "whether an input is added to the product")
    inputs.fields(&f)
  }

  func infer(_ specs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    if inputs.hasBias && !resetAfter {
      throw ShapeError("has_bias", expected: "false without reset_after", found: "true")
    }
    return try inferSteps(specs)
  }

  func sources(_ kept: KeptSteps) throws(GraphError) -> [Output] {
    let scaled = try scaledStates(kept)
    if resetAfter { return scaled }
    let units = try knownUnits(kept.states)
    let reset = try kept.gates[0..., 0..., units..<(2 * units)]
    return [
      scaled[0], scaled.count > 1 ? scaled[1] : scaled[0], try reset * (scaled.last ?? kept.states),
    ]
  }

  func loop(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, isDouble: Bool
  ) -> () -> Void {
    Kernels.gru(shape, tensors, functions, resetAfter: resetAfter, isDouble: isDouble)
  }
}

/// ∂y: [batch, steps, units] or [batch, units], kernel: [units, 3 · units], z, r, g:
/// [steps, batch, 3 · units], h before each step and, with `reset_after`, h · kernel + bias of g:
/// [steps, batch, units] → ∂x and, with `reset_after`, that of h · kernel + bias:
/// [steps, batch, 3 · units].
struct GRUGrad: RecurrentGradOp {
  var forward = GRU()

  var hasProduct: Bool { forward.resetAfter }

  func loop(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ dProduct: UnsafeMutableRawPointer?,
    isDouble: Bool
  ) -> () -> Void {
    Kernels.gruGrad(shape, tensors, forward.functions, inner: dProduct, isDouble: isDouble)
  }
}

extension Graph {
  /// The outputs of a GRU: z, r and g of x and h · kernel, then h ← z · h + (1 − z) · g for each step.
  ///
  /// - Parameters:
  ///   - x: What the inputs add, with their bias: [steps, batch, 3 · units].
  ///   - kernel: [units, 3 · units].
  ///   - bias: What is added to the product of h and the kernel: [3 · units]; nothing if nil.
  ///   - activation: Applied to g.
  ///   - recurrentActivation: Applied to z and r.
  ///   - resetAfter: Whether r multiplies the product, bias included, or h before it.
  ///   - mask: Which steps count, bool [batch, steps]; all if nil. A masked step changes no state.
  ///   - dropout: What h is multiplied by before the product, for each gate: [3, batch, units];
  ///     nothing if nil.
  ///   - options: The direction, and which outputs there are.
  ///   - name: The operation's name.
  /// - Returns: [batch, steps, units] in the order of computation, or [batch, units] of the last step.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for shapes that do not fit each other, and for a bias
  ///   without `resetAfter`.
  public func gru(
    _ x: Output, _ kernel: Output, bias: Output? = nil,
    activation: RecurrentActivation = .tanh, recurrentActivation: RecurrentActivation = .sigmoid,
    resetAfter: Bool = true, mask: Output? = nil, dropout: Output? = nil,
    options: RecurrentOptions = RecurrentOptions(), name: String? = nil
  ) throws(GraphError) -> Output {
    let operation = GRU(
      activation: activation, recurrentActivation: recurrentActivation, resetAfter: resetAfter)
    return try recurrent(
      operation, x, kernel, bias: bias, mask: mask, dropout: dropout, options: options,
      name: name)
  }
}
