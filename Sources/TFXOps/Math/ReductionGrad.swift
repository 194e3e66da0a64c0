import TFXCore
import TFXGraph
import TFXKernels

/// ∂x = ∂y spread over the axes that were reduced, divided by their number of elements for a mean.
/// ∂y: [e…], x: [d…] → ∂x: [d…].   Its own gradient is the reduction.
///
/// TensorFlow writes it as Reshape and BroadcastTo on shape tensors; here it is one operation that
/// reads only the shape of x.
struct ReductionGrad: PartwiseOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var axes: [Int]?
  var isMean = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.axes("axis", &axes, "the axes that were gone over")
    f.show("mean", .bool(isMean))
  }

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let dy = try inputs.oneOf(DType.elementwise(complex: true), 0, "dy")
    let x = inputs[1].shape
    let reduced = Set(try x.checkedAxes(axes))
    let kept = Shape(x.dimensions.indices.map { reduced.contains($0) ? 1 : x[$0] })
    if dy.shape.merged(with: kept) == nil {
      let rest = Shape(x.dimensions.indices.filter { !reduced.contains($0) }.map { x[$0] })
      try inputs.expectShape(rest, 0, "dy")
    }
    return [TensorSpec(x, dy.dtype)]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    let graph = d.graph
    let reduced = try isMean ? graph.mean(d, axes: axes) : graph.sum(d, axes: axes)
    // dy may have kept the axes; the elements lie the same.
    return [try graph.reshapeLike(reduced, node[0]), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let plan = site.reductionPlan(over: site.outputs[0], axes)
    let scale: T = isMean ? 1 / T(plan.reducedCount) : 1
    let dy = site.input(0, type)
    let dx = site.output(0, type)
    return { Kernels.broadcastTo(dy, dx, plan, scale: scale) }
  }
}

extension Graph {
  /// The gradient of a greatest or least element y of x over axes: elements equal to y share that
  /// of y equally, as in TensorFlow.
  func extremumGradient(
    axes: [Int]?, x: Output, y: Output, dy: Output
  ) throws(GraphError) -> Output {
    func spread(_ reduced: Output) throws(GraphError) -> Output {
      try add(ReductionGrad(axes: axes, isMean: false), [reduced, x]).output(0)
    }
    let isExtremum = try cast(equal(x, spread(y)), to: x.dtype)
    let shares = try sum(isExtremum, axes: axes, keepDims: true)
    return try multiply(isExtremum, divide(spread(dy), spread(shares)))
  }
}
