package import TFXCore
package import TFXGraph
package import TFXKernels

/// An operation that makes one element of all those along some axes, of any numbers.
package protocol ReductionOp: NumberOp, NamedOp {
  /// The axes, negative ones counted from the end; all if nil.
  var axes: [Int]? { get }
  /// Whether they stay, with extent 1.
  var keepDims: Bool { get }
  /// What is made of the elements.
  var reduction: Reduction { get }
  /// Whether it takes complex numbers, whose parts it then treats alike.
  var takesComplex: Bool { get }
  /// The gradient with respect to x, given that with respect to y.
  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output
}

extension ReductionOp {
  package var takesComplex: Bool { false }

  package var attributes: [Attribute] {
    [Attribute("axis", axes.map(\.description) ?? "all"), Attribute("keep_dims", keepDims)]
  }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let types = DType.elementwise(integers: true, complex: takesComplex)
    let x = try inputs.oneOf(types, 0, "x")
    return [TensorSpec(try x.shape.reduced(over: axes, keepDims: keepDims), x.dtype)]
  }

  package func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil] }
    return [try gradient(x: node[0], y: node.output(0), dy: dy)]
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let plan = site.reductionPlan(over: site.inputs[0], axes)
    let reduction = reduction
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.reduce(reduction, x, y, plan) }
  }
}

extension ReductionOp {
  package func numberKernel<N: KernelInteger>(_ site: Site, _ type: N.Type) -> Kernel {
    let plan = site.reductionPlan(over: site.inputs[0], axes)
    let reduction = reduction
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.reduceNumbers(reduction, x, y, plan) }
  }
}

extension Shape {
  /// The shape that a reduction over axes leaves.
  func reduced(over axes: [Int]?, keepDims: Bool) throws(ShapeError) -> Shape {
    let reduced = try checkedAxes(axes)
    var left: [Int] = []
    for (axis, extent) in dimensions.enumerated() {
      if !reduced.contains(axis) {
        left.append(extent)
      } else if keepDims {
        left.append(1)
      }
    }
    return Shape(left)
  }
}

extension Site {
  /// The plan of a reduction of a buffer, or over its shape, with the parts of complex numbers as
  /// an axis that stays.
  func reductionPlan(over buffer: Buffer, _ axes: [Int]?) -> ReductionPlan {
    ReductionPlan(shape: buffer.realShape, axes: buffer.spec.shape.axes(axes))
  }
}
