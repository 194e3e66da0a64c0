import TFXCore
package import TFXGraph
import TFXKernels

/// variable ← variable − η g.   variable: resource of [d…]; learning rate η: []; gradient g: [d…].
struct ResourceApplyGradientDescent: FloatingOp {
  var writtenInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    try inputs.expectUpdate(slots: nil, learningRate: 1, gradient: 2)
    return []
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let variable = site.variable(0, type)
    let learningRate = site.input(1, type)
    let gradient = site.input(2, type)
    let count = site.inputCount(2)
    return {
      Kernels.gradientDescent(variable, gradient, count, learningRate: Double(learningRate[0]))
    }
  }
}

extension Graph {
  /// One step of gradient descent on a variable.
  @discardableResult
  package func applyGradientDescent(
    _ variable: Variable, learningRate: Output, gradient: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(ResourceApplyGradientDescent(), [variable.handle, learningRate, gradient], name: name)
  }
}
