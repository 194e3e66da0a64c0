import TFXCore
package import TFXGraph
import TFXKernels

/// Adamax as Keras has it (Kingma and Ba, 2015, section 7.1), t = step + 1:
/// m ← m + (g − m)(1 − β₁), u ← max(β₂ u, |g|), variable ← variable − η m / ((1 − β₁ᵗ)(u + ε)).
/// variable, m, u: resource of [d…]; learning rate η: []; step: int64 []; gradient g: [d…].
struct ResourceApplyAdaMax: UpdateOp {
  var beta1 = 0.9
  var beta2 = 0.999
  var epsilon = 1e-7
  var treatment = UpdateTreatment()

  var slotCount: Int { 2 }
  var takesStep: Bool { true }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("beta1", &beta1, "how much of the mean gradient stays")
    f.optional("beta2", &beta2, "how much of the mean square stays")
    f.optional("epsilon", &epsilon, "keeps the divisor from 0")
  }

  var parameters: [Attribute] {
    [Attribute("beta1", beta1), Attribute("beta2", beta2), Attribute("epsilon", epsilon)]
  }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (beta1, beta2, epsilon, step) = (beta1, beta2, epsilon, step!)
    return {
      Kernels.adamax(
        updates, learningRate: learningRate[0], step: Int(step[0]) + 1, beta1: beta1,
        beta2: beta2, epsilon: epsilon)
    }
  }
}

extension Graph {
  /// One step of Adamax on a variable, whose slots are m and u.
  @discardableResult
  package func applyAdaMax(
    _ inputs: UpdateInputs, beta1: Double, beta2: Double, epsilon: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyAdaMax(
        beta1: beta1, beta2: beta2, epsilon: epsilon, treatment: inputs.treatment),
      inputs, name: name)
  }
}
