import TFXCore
package import TFXGraph
import TFXKernels

/// Adagrad as Keras has it (Duchi et al., 2011):
/// a ← a + g², variable ← variable − η g / √(a + ε).
/// variable, a: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyAdagrad: UpdateOp {
  var epsilon = 1e-7
  var treatment = UpdateTreatment()

  var slotCount: Int { 1 }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("epsilon", &epsilon, "keeps the divisor from 0")
  }

  var parameters: [Attribute] { [Attribute("epsilon", epsilon)] }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let epsilon = epsilon
    return { Kernels.adagrad(updates, learningRate: learningRate[0], epsilon: epsilon) }
  }
}

extension Graph {
  /// One step of Adagrad on a variable, whose slot is a.
  @discardableResult
  package func applyAdagrad(
    _ inputs: UpdateInputs, epsilon: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyAdagrad(epsilon: epsilon, treatment: inputs.treatment), inputs, name: name)
  }
}
