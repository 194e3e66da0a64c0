import TFXCore
package import TFXGraph
import TFXKernels

/// Adam as Keras has it (Kingma and Ba, 2015), t = step + 1:
/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂),
/// variable ← variable − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε).
/// variable, m, v: resource of [d…]; learning rate η: []; step: int64 []; gradient g: [d…].
struct ResourceApplyAdam: UpdateOp {
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
      Kernels.adam(
        updates, learningRate: learningRate[0], step: Int(step[0]) + 1, beta1: beta1,
        beta2: beta2, epsilon: epsilon)
    }
  }
}

/// Adam whose fraction has the largest v so far, v̂, below it (AMSGrad: Reddi et al., 2018):
/// v̂ ← max(v̂, v), variable ← variable − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v̂ + ε).
/// variable, m, v, v̂: resource of [d…]; learning rate η: []; step: int64 []; gradient g: [d…].
struct ResourceApplyAdamWithAmsgrad: UpdateOp {
  var adam = ResourceApplyAdam()

  var slotCount: Int { 3 }
  var takesStep: Bool { true }

  mutating func fields(_ f: inout some FieldVisitor) {
    adam.fields(&f)
  }

  var parameters: [Attribute] { adam.parameters }
  var treatment: UpdateTreatment { adam.treatment }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (adam, step) = (adam, step!)
    return {
      Kernels.adam(
        updates, learningRate: learningRate[0], step: Int(step[0]) + 1, beta1: adam.beta1,
        beta2: adam.beta2, epsilon: adam.epsilon, isAmsgrad: true)
    }
  }
}

extension Graph {
  /// One step of Adam on a variable, whose slots are m and v, and v̂ for AMSGrad.
  @discardableResult
  package func applyAdam(
    _ inputs: UpdateInputs, beta1: Double, beta2: Double, epsilon: Double,
    isAmsgrad: Bool = false, name: String? = nil
  ) throws(GraphError) -> Operation {
    let adam = ResourceApplyAdam(
      beta1: beta1, beta2: beta2, epsilon: epsilon, treatment: inputs.treatment)
    if !isAmsgrad { return try addUpdate(adam, inputs, name: name) }
    return try addUpdate(ResourceApplyAdamWithAmsgrad(adam: adam), inputs, name: name)
  }
}
