import TFXCore
public import TFXGraph
import TFXKernels

/// y = 1 everywhere, in the shape of x.   x: [d…] → y: [d…].   ∂x = 0.
struct OnesLike: ScalarOp {
  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try inputs.oneOf(DType.numbers, 0, "x")]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  func kernel<Scalar: TensorScalar>(_ site: Site, _ type: Scalar.Type) -> Kernel {
    let one = Tensor(1.0).converted(to: type.dtype).scalars(as: type)[0]
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.fill(y, one, count) }
  }
}

extension Graph {
  /// Ones in the shape and type of `x`.
  public func onesLike(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(OnesLike(), [x], name: name).output(0)
  }
}
