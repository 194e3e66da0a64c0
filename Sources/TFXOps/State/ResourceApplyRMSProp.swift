import TFXCore
package import TFXGraph
import TFXKernels

/// RMSprop as Keras has it (Hinton, 2012):
/// s ← ρ s + (1 − ρ) g², m ← ρ m + (1 − ρ) g if centred (else 0),
/// u = η g / √(s − m² + ε); with momentum b ← μ b + u, variable ← variable − b, else − u.
/// variable, s, then m if centred, then b if μ > 0: resource of [d…]; learning rate η: [];
/// gradient g: [d…].
struct ResourceApplyRMSProp: UpdateOp {
  var rho = 0.95
  var momentum = 0.0
  var epsilon = 1e-7
  var isCentered = false
  var treatment = UpdateTreatment()

  var slotCount: Int { 1 + (isCentered ? 1 : 0) + (momentum > 0 ? 1 : 0) }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("rho", &rho, "how much of the mean squares stays")
    f.optional("momentum", &momentum, "how much of the last change stays")
    f.optional("epsilon", &epsilon, "keeps the divisor from 0")
    f.optional("centered", &isCentered, "whether to divide by the deviation from the mean gradient")
  }

  var parameters: [Attribute] {
    [
      Attribute("rho", rho), Attribute("momentum", momentum), Attribute("epsilon", epsilon),
      Attribute("centered", isCentered),
    ]
  }

  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel {
    let (rho, momentum, epsilon, isCentered) = (rho, momentum, epsilon, isCentered)
    return {
      Kernels.rmsProp(
        updates, learningRate: learningRate[0], rho: rho, momentum: momentum, epsilon: epsilon,
        isCentered: isCentered)
    }
  }
}

extension Graph {
  /// One step of RMSprop on a variable.
  ///
  /// - Parameters:
  ///   - inputs: With the slots s, then m if centred, then b if `momentum` is greater than 0.
  ///   - rho: How much of the means stays.
  ///   - momentum: How much of the last step stays; 0 for none.
  ///   - epsilon: Added under the root.
  ///   - isCentered: Whether to divide by the deviation from the mean gradient.
  ///   - name: The operation's name.
  @discardableResult
  package func applyRMSProp(
    _ inputs: UpdateInputs, rho: Double, momentum: Double = 0, epsilon: Double,
    isCentered: Bool = false, name: String? = nil
  ) throws(GraphError) -> Operation {
    try addUpdate(
      ResourceApplyRMSProp(
        rho: rho, momentum: momentum, epsilon: epsilon, isCentered: isCentered,
        treatment: inputs.treatment),
      inputs, name: name)
  }
}
