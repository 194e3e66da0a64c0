import TFXCore
public import TFXGraph
import TFXKernels

/// y = x + bias along the last axis.   x: [d…, c], bias: [c] → y: [d…, c].
/// ∂x = ∂y, ∂bias = Σ ∂y over all but the last axis.
struct BiasAdd: FloatingOp {
  mutating func fields(_ f: inout some FieldVisitor) {
    f.dataFormat()
  }

  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    var value = try inputs.oneOf(DType.elementwise(integers: true, complex: true), 0, "value")
    _ = try inputs.withAxes(1, 0, "value")
    try inputs.sameType(0, 1, "bias")
    try inputs.expectShape([value.shape[-1]], 1, "bias")
    value.shape[-1] = max(value.shape[-1], inputs[1].shape[0])
    return [value]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [dy, try dy.graph.add(BiasAddGrad(), [dy]).output(0)]
  }

  func lower(_ site: Site) -> Kernel? {
    if let kernel = site.binaryKernel(.add, .add) { return kernel }
    return site.outputs[0].spec.dtype == .float64
      ? kernel(site, Double.self) : kernel(site, Float.self)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let x = site.input(0, type)
    let bias = site.input(1, type)
    let y = site.output(0, type)
    return { Kernels.biasAdd(x, bias, y, rows: rows, columns: columns) }
  }
}

/// ∂bias = Σ ∂y over all but the last axis.   ∂y: [d…, c] → ∂bias: [c].   Its own gradient is the
/// broadcast back.
struct BiasAddGrad: NumberOp {
  static let nodeForm = NodeForm.gradient

  mutating func fields(_ f: inout some FieldVisitor) {
    f.dataFormat()
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let dy = try inputs.oneOf(
      DType.elementwise(integers: true, complex: true), 0, "out_backprop")
    _ = try inputs.withAxes(1, 0, "out_backprop")
    return [TensorSpec([dy.shape[-1]], dy.dtype)]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [try d.graph.broadcastLike(d, node[0])]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, _) = site.matrix(0)
    let columns = site.outputs[0].realShape.reduce(1, *)
    let dy = site.input(0, type)
    let bias = site.output(0, type)
    return { Kernels.biasAddGrad(dy, bias, rows: rows, columns: columns) }
  }

  func numberKernel<N: KernelInteger>(_ site: Site, _ type: N.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let plan = ReductionPlan(shape: [rows, columns], axes: [0])
    let dy = site.input(0, type)
    let bias = site.output(0, type)
    return { Kernels.reduceNumbers(.sum, dy, bias, plan) }
  }
}

extension Graph {
  /// `x + bias`, the bias standing along the last axis.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the bias is a vector of the type of `x`
  ///   and as long as its last axis.
  public func biasAdd(
    _ x: Output, _ bias: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(BiasAdd(), [x, bias], name: name).output(0)
  }
}
