package import TFXGraph
import TFXKernels

/// variable ← variable − η g.   variable: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyGradientDescent: UpdateOp {
  var treatment = UpdateTreatment()

  var slotCount: Int { 0 }
  var parameters: [Attribute] { [] }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    { Kernels.gradientDescent(updates, learningRate: learningRate[0]) }
  }
}

extension Graph {
  /// One step of gradient descent on a variable.
  @discardableResult
  package func applyGradientDescent(
    _ inputs: UpdateInputs, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyGradientDescent(treatment: inputs.treatment), inputs, name: name)
  }
}
