import TFXCore
package import TFXGraph
import TFXKernels

/// Adam with Nesterov's momentum as Keras has it (Dozat, 2016), t = step + 1:
/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), uₜ = β₁ (1 − 0.96ᵗ / 2),
/// m̂ = uₜ₊₁ m / (1 − u₁…uₜ₊₁) + (1 − uₜ) g / (1 − u₁…uₜ),
/// variable ← variable − η m̂ / (√(v / (1 − β₂ᵗ)) + ε).
/// variable, m, v: resource of [d…]; learning rate η: []; step: int64 []; gradient g: [d…].
struct ResourceApplyKerasNadam: UpdateOp {
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
    let (beta2, epsilon, step) = (beta2, epsilon, step!)
    let schedule = NadamSchedule(beta1: beta1)
    return {
      Kernels.nadam(
        updates, learningRate: learningRate[0], step: Int(step[0]) + 1, schedule: schedule,
        beta2: beta2, epsilon: epsilon)
    }
  }
}

extension Graph {
  /// One step of Nadam on a variable, whose slots are m and v.
  @discardableResult
  package func applyKerasNadam(
    _ inputs: UpdateInputs, beta1: Double, beta2: Double, epsilon: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyKerasNadam(
        beta1: beta1, beta2: beta2, epsilon: epsilon, treatment: inputs.treatment),
      inputs, name: name)
  }
}
