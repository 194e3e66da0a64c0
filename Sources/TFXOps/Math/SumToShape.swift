import TFXCore
package import TFXGraph
import TFXKernels

/// y = x summed over the axes along which `target` was broadcast to the shape of x.
/// x: [d…], target: [e…] → y: [e…].   ∂x = ∂y broadcast.
///
/// TensorFlow writes it as BroadcastGradientArgs, Sum and Reshape on shape tensors; a plan knows
/// its shapes, so here it is one operation that reads only the shape of `target`.
struct SumToShape: PartwiseOp {
  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.oneOf(DType.elementwise(complex: true), 0, "x")
    try inputs.expectBroadcast(1, to: x.shape, "target")
    return [TensorSpec(inputs[1].shape, x.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil] }
    return [try dy.graph.broadcastLike(dy, node[0]), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let plan = ReductionPlan(
      shape: site.inputs[0].realShape, toBroadcastable: site.outputs[0].realShape)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.reduce(.sum, x, y, plan) }
  }
}

extension Graph {
  /// `x` summed to the shape of `target`, which broadcasts to that of `x`.
  package func sumToShape(_ x: Output, of target: Output) throws(GraphError) -> Output {
    if x.shape == target.shape && x.shape.isFullyKnown { return x }
    // A batch that is unknown in both is the same batch.
    if x.shape == target.shape && x.shape.dimensions.dropFirst().allSatisfy({ $0 >= 0 }) {
      return x
    }
    return try add(SumToShape(), [x, target]).output(0)
  }
}
