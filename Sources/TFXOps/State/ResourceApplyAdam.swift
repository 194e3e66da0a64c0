import TFXCore
package import TFXGraph
import TFXKernels

/// Adam as Keras has it (Kingma and Ba, 2015), t = step + 1:
/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂),
/// variable ← variable − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε).
/// variable, m, v: resource of [d…]; learning_rate: []; step: int64 []; gradient: [d…].
struct ResourceApplyAdam: FloatingOp {
  var beta1: Double
  var beta2: Double
  var epsilon: Double

  var attributes: [Attribute] {
    [Attribute("beta1", beta1), Attribute("beta2", beta2), Attribute("epsilon", epsilon)]
  }
  var writtenInputs: [Int] { [0, 1, 2] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(6)
    try inputs.expectUpdate(slots: 1...2, learningRate: 3, gradient: 5)
    try inputs.expectStep(4)
    return []
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
    let variable = site.variable(0, type)
    let m = site.variable(1, type)
    let v = site.variable(2, type)
    let learningRate = site.input(3, type)
    let step = site.input(4, Int64.self)
    let gradient = site.input(5, type)
    let count = site.inputCount(5)
    return {
      Kernels.adam(
        variable, m, v, gradient, count, learningRate: Double(learningRate[0]), beta1: beta1,
        beta2: beta2, epsilon: epsilon, step: Int(step[0]) + 1)
    }
  }
}

extension Graph {
  /// One step of Adam on a variable.
  ///
  /// - Parameter step: An `int64` scalar, the number of steps done before.
  @discardableResult
  package func applyAdam(
    _ variable: Variable, m: Variable, v: Variable, learningRate: Output, step: Output,
    gradient: Output, beta1: Double, beta2: Double, epsilon: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(
      ResourceApplyAdam(beta1: beta1, beta2: beta2, epsilon: epsilon),
      [variable.handle, m.handle, v.handle, learningRate, step, gradient], name: name)
  }
}

extension InputSpecs {
  /// Checks what all updates take: a variable and its slots, a learning rate and a gradient.
  func expectUpdate(
    slots: ClosedRange<Int>?, learningRate: Int, gradient: Int
  ) throws(ShapeError) {
    let variable = try handle(0, "var")
    for slot in slots.map(Array.init) ?? [] {
      if try handle(slot, "slot \(slot)").shape != variable.shape {
        throw ShapeError(
          "slot \(slot)", expected: "the variable's shape \(variable.shape)",
          found: "\(all[slot].shape)")
      }
    }
    _ = try floating(gradient, "grad")
    try fitsVariable(gradient, "grad")
    try sameType(gradient, learningRate, "lr")
    _ = try ranked(learningRate, 0, "lr")
  }

  /// Checks the count of steps done before.
  func expectStep(_ index: Int) throws(ShapeError) {
    if all[index] != TensorSpec(.scalar, .int64) {
      throw ShapeError("step", expected: "int64[]", found: "\(all[index])")
    }
  }
}
