import TFXCore
package import TFXGraph
import TFXKernels

/// Lion as Keras has it (Chen et al., 2023):
/// variable ← variable − η sign(β₁ m + (1 − β₁) g), then m ← β₂ m + (1 − β₂) g.
/// variable, m: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyLion: UpdateOp {
  var beta1 = 0.9
  var beta2 = 0.999
  var treatment = UpdateTreatment()

  var slotCount: Int { 1 }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("beta1", &beta1, "how much of the mean gradient stays")
    f.optional("beta2", &beta2, "how much of the mean square stays")
  }

  var parameters: [Attribute] { [Attribute("beta1", beta1), Attribute("beta2", beta2)] }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (beta1, beta2) = (beta1, beta2)
    return { Kernels.lion(updates, learningRate: learningRate[0], beta1: beta1, beta2: beta2) }
  }
}

extension Graph {
  /// One step of Lion on a variable, whose slot is m.
  @discardableResult
  package func applyLion(
    _ inputs: UpdateInputs, beta1: Double, beta2: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyLion(beta1: beta1, beta2: beta2, treatment: inputs.treatment), inputs,
      name: name)
  }
}
