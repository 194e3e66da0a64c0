import TFXCore
package import TFXGraph
import TFXKernels

/// Gradient descent with momentum as Keras has it:
/// a ← μ a − η g, variable ← variable + a, or + μ a − η g with Nesterov's lookahead.
/// variable, a: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyKerasMomentum: UpdateOp {
  var momentum = 0.0
  var useNesterov = false
  var treatment = UpdateTreatment()

  var slotCount: Int { 1 }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("momentum", &momentum, "how much of the last change stays")
    f.optional("use_nesterov", &useNesterov, "whether the gradient is looked at one step ahead")
  }

  var parameters: [Attribute] {
    [Attribute("momentum", momentum), Attribute("use_nesterov", useNesterov)]
  }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (momentum, useNesterov) = (momentum, useNesterov)
    return {
      Kernels.momentum(
        updates, learningRate: learningRate[0], momentum: momentum, nesterov: useNesterov)
    }
  }
}

extension Graph {
  /// One step of gradient descent with momentum on a variable, whose slot is a.
  @discardableResult
  package func applyKerasMomentum(
    _ inputs: UpdateInputs, momentum: Double, useNesterov: Bool = false, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyKerasMomentum(
        momentum: momentum, useNesterov: useNesterov, treatment: inputs.treatment),
      inputs, name: name)
  }
}
