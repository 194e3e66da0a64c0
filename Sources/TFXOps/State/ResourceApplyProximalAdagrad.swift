import TFXCore
package import TFXGraph
import TFXKernels

/// Adagrad and a proximal step as TensorFlow has them (Duchi et al., 2011):
/// a ← a + g², then with ρ = η / √a: p = variable − ρ g,
/// variable ← sign(p) max(|p| − ρ l₁, 0) / (1 + ρ l₂).
/// variable, a: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyProximalAdagrad: UpdateOp {
  var l1 = 0.0
  var l2 = 0.0
  var treatment = UpdateTreatment()

  var slotCount: Int { 1 }
  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &l1, "how strongly weights are drawn to 0")
    f.optional("l2", &l2, "how strongly large weights are drawn to 0")
  }

  var parameters: [Attribute] { [Attribute("l1", l1), Attribute("l2", l2)] }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (l1, l2) = (l1, l2)
    return { Kernels.proximalAdagrad(updates, learningRate: learningRate[0], l1: l1, l2: l2) }
  }
}

extension Graph {
  /// One step of proximal Adagrad on a variable, whose slot is a.
  @discardableResult
  package func applyProximalAdagrad(
    _ inputs: UpdateInputs, l1: Double, l2: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyProximalAdagrad(l1: l1, l2: l2, treatment: inputs.treatment), inputs,
      name: name)
  }
}
