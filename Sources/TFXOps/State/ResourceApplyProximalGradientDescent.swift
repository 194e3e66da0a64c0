import TFXCore
package import TFXGraph
import TFXKernels

/// Gradient descent and a proximal step as TensorFlow has them (Duchi and Singer, 2009):
/// p = variable − η g, variable ← sign(p) max(|p| − η l₁, 0) / (1 + η l₂).
/// variable: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyProximalGradientDescent: UpdateOp {
  var l1 = 0.0
  var l2 = 0.0
  var treatment = UpdateTreatment()

  var slotCount: Int { 0 }
  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &l1, "how strongly weights are drawn to 0")
    f.optional("l2", &l2, "how strongly large weights are drawn to 0")
  }

  var parameters: [Attribute] { [Attribute("l1", l1), Attribute("l2", l2)] }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (l1, l2) = (l1, l2)
    return {
      Kernels.proximalGradientDescent(updates, learningRate: learningRate[0], l1: l1, l2: l2)
    }
  }
}

extension Graph {
  /// One step of proximal gradient descent on a variable.
  @discardableResult
  package func applyProximalGradientDescent(
    _ inputs: UpdateInputs, l1: Double, l2: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyProximalGradientDescent(l1: l1, l2: l2, treatment: inputs.treatment), inputs,
      name: name)
  }
}
