import TFXCore
public import TFXGraph
import TFXKernels

/// y = 0 everywhere, in the shape of x.   x: [d…] → y: [d…].   ∂x = 0.
struct ZerosLike: Op, HostOp {
  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try inputs.withValues(0, "x")]
  }

  static let stopsGradient = true

  // Where x is of strings.
  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(shape: inputs[0].shape, dtype: inputs[0].dtype)]
  }

  func lower(_ site: Site) -> Kernel? {
    let y = site.outputs[0].pointer
    let byteCount = site.outputCount(0) * site.outputs[0].spec.dtype.byteCount
    return { Kernels.zero(y, byteCount) }
  }
}

/// y = 1 everywhere, in the shape of x.   x: [d…] → y: [d…].   ∂x = 0.
struct OnesLike: ScalarOp {
  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try inputs.oneOf(DType.numbers, 0, "x")]
  }

  static let stopsGradient = true

  func kernel<Scalar: TensorScalar>(_ site: Site, _ type: Scalar.Type) -> Kernel {
    let one = Tensor(1.0).converted(to: type.dtype).scalars(as: type)[0]
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.fill(y, one, count) }
  }
}

extension Graph {
  /// Zeros in the shape and type of `x`; empty strings for strings.
  public func zerosLike(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(ZerosLike(), [x], name: name).output(0)
  }

  /// Ones in the shape and type of `x`.
  public func onesLike(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(OnesLike(), [x], name: name).output(0)
  }
}
