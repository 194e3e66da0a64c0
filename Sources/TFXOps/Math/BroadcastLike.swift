import TFXCore
package import TFXGraph
import TFXKernels

/// y = x broadcast to the shape of `target`.   x: [e…], target: [d…] → y: [d…].   ∂x = Σ ∂y.
struct BroadcastLike: PartwiseOp {
  static let unnamed: String? = Unnamed.gradient

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.oneOf(DType.elementwise(complex: true), 0, "x")
    try inputs.expectBroadcast(0, to: inputs[1].shape, "x")
    return [TensorSpec(inputs[1].shape, x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.sumToShape(dy, of: node[0], against: [node[1]]), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let plan = ReductionPlan(
      shape: site.outputs[0].realShape, toBroadcastable: site.inputs[0].realShape)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.broadcastTo(x, y, plan, scale: 1) }
  }
}

extension Graph {
  /// `x` broadcast to the shape of `target`.
  package func broadcastLike(_ x: Output, _ target: Output) throws(GraphError) -> Output {
    try add(BroadcastLike(), [x, target]).output(0)
  }
}
