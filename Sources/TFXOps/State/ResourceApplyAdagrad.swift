import TFXCore
package import TFXGraph
import TFXKernels

/// Adagrad as Keras has it (Duchi et al., 2011):
/// a ← a + g², variable ← variable − η g / √(a + ε).
/// variable, a: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyAdagrad: FloatingOp {
  var epsilon: Double

  var attributes: [Attribute] { [Attribute("epsilon", epsilon)] }
  var writtenInputs: [Int] { [0, 1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    try inputs.expectUpdate(slots: 1...1, learningRate: 2, gradient: 3)
    return []
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let epsilon = epsilon
    let variable = site.variable(0, type)
    let accumulator = site.variable(1, type)
    let learningRate = site.input(2, type)
    let gradient = site.input(3, type)
    let count = site.inputCount(3)
    return {
      Kernels.adagrad(
        variable, accumulator, gradient, count, learningRate: Double(learningRate[0]),
        epsilon: epsilon)
    }
  }
}

extension Graph {
  /// One step of Adagrad on a variable.
  @discardableResult
  package func applyAdagrad(
    _ variable: Variable, accumulator: Variable, learningRate: Output, gradient: Output,
    epsilon: Double, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(
      ResourceApplyAdagrad(epsilon: epsilon),
      [variable.handle, accumulator.handle, learningRate, gradient],
      name: name)
  }
}
