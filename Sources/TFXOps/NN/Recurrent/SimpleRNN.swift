import TFXCore
public import TFXGraph
import TFXKernels

/// h ← activation(x + h · kernel), step by step, from h = 0; y is h.
/// x: [steps, batch, units], kernel: [units, units] → y: [batch, steps, units], or [batch, units] of
/// the last step. See ``RecurrentOp`` for masks and dropout.
struct SimpleRNN: RecurrentOp {
  static let gates = 1

  var activation = RecurrentActivation.tanh
  var options = RecurrentOptions()
  var inputs = RecurrentInputs()

  var extras: Int { 0 }
  var derivative: any OpDefinition { SimpleRNNGrad(forward: self) }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("activation", &activation, "applied to each step")
    options.fields(&f)
    inputs.fields(&f)
  }

  func loop(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, isDouble: Bool
  ) -> () -> Void {
    Kernels.simpleRNN(shape, tensors, activation.function, isDouble: isDouble)
  }
}

/// ∂y: [batch, steps, units] or [batch, units], kernel: [units, units], h after and h before each
/// step: [steps, batch, units] → ∂x: [steps, batch, units].
struct SimpleRNNGrad: RecurrentGradOp {
  var forward = SimpleRNN()

  func loop(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ dProduct: UnsafeMutableRawPointer?,
    isDouble: Bool
  ) -> () -> Void {
    Kernels.simpleRNNGrad(shape, tensors, forward.activation.function, isDouble: isDouble)
  }
}

extension Graph {
  /// The outputs of a simple recurrent layer: h ← activation(x + h · kernel) for each step.
  ///
  /// - Parameters:
  ///   - x: What the inputs add, bias included: [steps, batch, units].
  ///   - kernel: [units, units].
  ///   - activation: Applied to each step.
  ///   - mask: Which steps count, bool [batch, steps]; all if nil. A masked step changes no state.
  ///   - dropout: What states are multiplied by before the product: [1, batch, units]; nothing if nil.
  ///   - options: The direction, and which outputs there are.
  ///   - name: The operation's name.
  /// - Returns: [batch, steps, units] in the order of computation, or [batch, units] of the last step.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for shapes that do not fit each other.
  public func simpleRNN(
    _ x: Output, _ kernel: Output, activation: RecurrentActivation = .tanh, mask: Output? = nil,
    dropout: Output? = nil, options: RecurrentOptions = RecurrentOptions(), name: String? = nil
  ) throws(GraphError) -> Output {
    try recurrent(
      SimpleRNN(activation: activation), x, kernel, mask: mask, dropout: dropout,
      options: options, name: name)
  }
}
