import TFXCore
package import TFXGraph
import TFXKernels

/// y = x summed over the axes along which `target` was broadcast to the shape of x.
/// x: [d…], target: [e…] → y: [e…].   ∂x = ∂y broadcast.
///
/// TensorFlow writes it as BroadcastGradientArgs, Sum and Reshape on shape tensors; a plan knows
/// its shapes, so here it is one operation that reads only the shape of `target`, and none where the
/// shapes turn out equal.
struct SumToShape: PartwiseOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.oneOf(DType.elementwise(complex: true), 0, "x")
    try inputs.expectBroadcast(1, to: x.shape, "target")
    return [TensorSpec(inputs[1].shape, x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
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

extension SumToShape {
  func isAlias(_ inputs: [TensorSpec]) -> Bool { inputs[0].shape == inputs[1].shape }
}

extension Graph {
  /// `x` summed to the shape of `target`, which was broadcast against `others` to that of `x`.
  ///
  /// Where nothing can have been broadcast, it is `x` itself; where an unknown extent may turn out
  /// to be 1 in `target` alone, plans leave the sum out when it does not.
  package func sumToShape(
    _ x: Output, of target: Output, against others: [Output]
  ) throws(GraphError) -> Output {
    let shapes = others.filter { $0 != target }.map(\.shape)
    if x.shape == target.shape, !shapes.contains(where: target.shape.mayGrow) { return x }
    return try add(SumToShape(), [x, target]).output(0)
  }
}

extension Shape {
  /// Whether an unknown extent may be 1 where that of a shape that it is broadcast with is not.
  func mayGrow(_ other: Shape) -> Bool {
    dimensions.reversed().enumerated().contains { place, extent in
      extent == Shape.unknown && place < other.rank && other[-1 - place] != 1
    }
  }
}
