import TFXCore
package import TFXGraph
import TFXKernels

/// FTRL as Keras has it (McMahan et al., 2013), p = −learning rate power:
/// n = a + g², l ← l + g + 2 shrinkage · variable − (nᵖ − aᵖ) / η · variable, a ← n,
/// variable ← (clip(l, ±l1) − l) / (nᵖ / η + 2 l2 + beta / η).
/// variable, a, l: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyFtrlV2: UpdateOp {
  var learningRatePower = -0.5
  var l1 = 0.0
  var l2 = 0.0
  var l2Shrinkage = 0.0
  var beta = 0.0
  var treatment = UpdateTreatment()

  var slotCount: Int { 2 }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("lr_power", &learningRatePower, "how the rate falls with the sums of squares")
    f.optional("l1", &l1, "weight of the sum of magnitudes")
    f.optional("l2", &l2, "weight of the sum of squares")
    f.optional("l2_shrinkage", &l2Shrinkage, "weight of the squares, by magnitude")
    f.optional("beta", &beta, "added to the root of the sums of squares")
  }

  var parameters: [Attribute] {
    [
      Attribute("lr_power", learningRatePower), Attribute("l1", l1), Attribute("l2", l2),
      Attribute("l2_shrinkage", l2Shrinkage), Attribute("beta", beta),
    ]
  }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let op = self
    return {
      Kernels.ftrl(
        updates, learningRate: learningRate[0], learningRatePower: op.learningRatePower, l1: op.l1,
        l2: op.l2, shrinkage: op.l2Shrinkage, beta: op.beta)
    }
  }
}

extension Graph {
  /// One step of FTRL on a variable, whose slots are a and l.
  @discardableResult
  package func applyFtrl(
    _ inputs: UpdateInputs, learningRatePower: Double, l1: Double, l2: Double,
    l2Shrinkage: Double, beta: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyFtrlV2(
        learningRatePower: learningRatePower, l1: l1, l2: l2, l2Shrinkage: l2Shrinkage, beta: beta,
        treatment: inputs.treatment),
      inputs, name: name)
  }
}
