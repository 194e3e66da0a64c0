import TFXCore
public import TFXGraph
import TFXKernels

/// y = 1 everywhere, in the shape of x.   x: [d…] → y: [d…].   ∂x = 0.
struct OnesLike: FloatingOp {
  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    [try inputs.onlyFloating()]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.fill(y, 1, count) }
  }
}

extension Graph {
  /// Ones in the shape and type of `x`.
  public func onesLike(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(OnesLike(), [x], name: name).output(0)
  }
}
