import TFXCore
package import TFXGraph
import TFXKernels

/// Gradient descent with momentum as Keras has it:
/// a ← μ a − η g, variable ← variable + a, or + μ a − η g with Nesterov's lookahead.
/// variable, a: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyKerasMomentum: FloatingOp {
  var momentum: Double
  var useNesterov = false

  var attributes: [Attribute] {
    [Attribute("momentum", momentum), Attribute("use_nesterov", useNesterov)]
  }
  var writtenInputs: [Int] { [0, 1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    try inputs.expectUpdate(slots: 1...1, learningRate: 2, gradient: 3)
    return []
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (momentum, useNesterov) = (momentum, useNesterov)
    let variable = site.variable(0, type)
    let accumulator = site.variable(1, type)
    let learningRate = site.input(2, type)
    let gradient = site.input(3, type)
    let count = site.inputCount(3)
    return {
      Kernels.momentum(
        variable, accumulator, gradient, count, learningRate: Double(learningRate[0]),
        momentum: momentum, nesterov: useNesterov)
    }
  }
}

extension Graph {
  /// One step of gradient descent with momentum on a variable.
  @discardableResult
  package func applyKerasMomentum(
    _ variable: Variable, accumulator: Variable, learningRate: Output, gradient: Output,
    momentum: Double, useNesterov: Bool = false, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(
      ResourceApplyKerasMomentum(momentum: momentum, useNesterov: useNesterov),
      [variable.handle, accumulator.handle, learningRate, gradient], name: name)
  }
}
