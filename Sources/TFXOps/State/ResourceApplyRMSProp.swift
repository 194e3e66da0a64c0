import TFXCore
package import TFXGraph
import TFXKernels

/// RMSprop as Keras has it (Hinton, 2012):
/// s ← ρ s + (1 − ρ) g², m ← ρ m + (1 − ρ) g if centred (else 0),
/// u = η g / √(s − m² + ε); with momentum b ← μ b + u, variable ← variable − b, else − u.
/// variable, s, then m if centred, then b if μ > 0: resource of [d…]; learning rate η: [];
/// gradient g: [d…].
struct ResourceApplyRMSProp: FloatingOp {
  var rho: Double
  var momentum: Double
  var epsilon: Double
  var isCentered: Bool

  var attributes: [Attribute] {
    [
      Attribute("rho", rho), Attribute("momentum", momentum), Attribute("epsilon", epsilon),
      Attribute("centered", isCentered),
    ]
  }
  var writtenInputs: [Int] { Array(0...slotCount) }

  private var slotCount: Int { 1 + (isCentered ? 1 : 0) + (momentum > 0 ? 1 : 0) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(slotCount + 3)
    try inputs.expectUpdate(
      slots: 1...slotCount, learningRate: slotCount + 1, gradient: slotCount + 2)
    return []
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rho, momentum, epsilon) = (rho, momentum, epsilon)
    let variable = site.variable(0, type)
    let meanSquare = site.variable(1, type)
    let meanGradient = isCentered ? site.variable(2, type) : nil
    let momentumSlot = momentum > 0 ? site.variable(slotCount, type) : nil
    let learningRate = site.input(slotCount + 1, type)
    let gradient = site.input(slotCount + 2, type)
    let count = site.inputCount(slotCount + 2)
    return {
      Kernels.rmsProp(
        variable, meanSquare, meanGradient, momentumSlot, gradient, count,
        learningRate: Double(learningRate[0]), rho: rho, momentum: momentum, epsilon: epsilon)
    }
  }
}

extension Graph {
  /// One step of RMSprop on a variable.
  ///
  /// - Parameters:
  ///   - variable: The variable.
  ///   - meanSquare: The slot of the mean of squared gradients.
  ///   - momentumSlot: The slot of the momentum; needed if `momentum` is greater than 0, and only
  ///     then used.
  ///   - meanGradient: The slot of the mean of gradients; centred if there is one.
  ///   - learningRate: A scalar of the variable's type.
  ///   - gradient: The gradient in the variable's shape.
  ///   - rho: How much of the means stays.
  ///   - momentum: How much of the last step stays; 0 for none.
  ///   - epsilon: Added under the root.
  ///   - name: The operation's name.
  @discardableResult
  package func applyRMSProp(
    _ variable: Variable, meanSquare: Variable, momentumSlot: Variable? = nil,
    meanGradient: Variable? = nil, learningRate: Output, gradient: Output, rho: Double,
    momentum: Double = 0, epsilon: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    let slots = [meanGradient, momentum > 0 ? momentumSlot : nil].compactMap { $0?.handle }
    return try add(
      ResourceApplyRMSProp(
        rho: rho, momentum: momentum, epsilon: epsilon, isCentered: meanGradient != nil),
      [variable.handle, meanSquare.handle] + slots + [learningRate, gradient], name: name)
  }
}
