import TFXCore
package import TFXGraph
import TFXKernels

/// Adagrad with dual averaging as TensorFlow has it (Duchi et al., 2011), t = step + 1:
/// a ← a + g, b ← b + g², variable ← −η sign(a) max(|a| − l₁ t, 0) / (l₂ t η + √b).
/// variable, a, b: resource of [d…]; learning rate η: []; step: int64 []; gradient g: [d…].
struct ResourceApplyAdagradDA: UpdateOp {
  var l1 = 0.0
  var l2 = 0.0
  var treatment = UpdateTreatment()

  var slotCount: Int { 2 }
  var takesStep: Bool { true }
  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &l1, "how strongly weights are drawn to 0")
    f.optional("l2", &l2, "how strongly large weights are drawn to 0")
  }

  var parameters: [Attribute] { [Attribute("l1", l1), Attribute("l2", l2)] }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (l1, l2, step) = (l1, l2, step!)
    return {
      Kernels.adagradDA(
        updates, learningRate: learningRate[0], step: Int(step[0]) + 1, l1: l1, l2: l2)
    }
  }
}

extension Graph {
  /// One step of Adagrad with dual averaging on a variable, whose slots are a and b.
  @discardableResult
  package func applyAdagradDA(
    _ inputs: UpdateInputs, l1: Double, l2: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyAdagradDA(l1: l1, l2: l2, treatment: inputs.treatment), inputs,
      name: name)
  }
}
