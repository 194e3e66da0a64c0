import TFXCore
package import TFXGraph
import TFXKernels

/// Adadelta as Keras has it (Zeiler, 2012):
/// a ← ρ a + (1 − ρ) g², u = g √(d + ε) / √(a + ε), d ← ρ d + (1 − ρ) u²,
/// variable ← variable − η u.
/// variable, a, d: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyAdadelta: UpdateOp {
  var rho = 0.95
  var epsilon = 1e-7
  var treatment = UpdateTreatment()

  var slotCount: Int { 2 }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("rho", &rho, "how much of the mean squares stays")
    f.optional("epsilon", &epsilon, "keeps the divisor from 0")
  }

  var parameters: [Attribute] { [Attribute("rho", rho), Attribute("epsilon", epsilon)] }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (rho, epsilon) = (rho, epsilon)
    return { Kernels.adadelta(updates, learningRate: learningRate[0], rho: rho, epsilon: epsilon) }
  }
}

extension Graph {
  /// One step of Adadelta on a variable, whose slots are a and d.
  @discardableResult
  package func applyAdadelta(
    _ inputs: UpdateInputs, rho: Double, epsilon: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyAdadelta(rho: rho, epsilon: epsilon, treatment: inputs.treatment), inputs,
      name: name)
  }
}
