import TFXCore
public import TFXGraph
import TFXKernels

/// y = x backwards along some axes.   x: [d…] → y: [d…].   ∂x = ∂y backwards.
struct ReverseV2: MovementOp {
  var axes: [Int] = []

  mutating func fields(_ f: inout some FieldVisitor) {
    f.numbers("axis", &axes, "the axes to turn around; from the end if negative")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "tensor")
    _ = try x.shape.checkedAxes(axes)
    return [x]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.reverse(dy, axes: axes)]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let shape = site.inputShape(0)
    let steps = MovePlan.steps(shape)
    var from = steps
    var offset = 0
    for axis in site.inputs[0].spec.shape.axes(axes) {
      from[axis] = -steps[axis]
      offset += (shape[axis] - 1) * steps[axis]
    }
    let plan = MovePlan(shape: shape, from: from, to: steps, fromOffset: offset)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.move(x, y, plan) }
  }
}

extension Graph {
  /// `x`, of any type, backwards along the given axes, negative ones counted from the end.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func reverse(
    _ x: Output, axes: [Int], name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ReverseV2(axes: axes), [x], name: name).output(0)
  }
}
