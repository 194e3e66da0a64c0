package import TFXCore
public import TFXGraph
package import TFXKernels

/// An operation that makes one element of all those along some axes, of any numbers.
package protocol ReductionOp: NumberOp {
  /// The axes, negative ones counted from the end; all if nil.
  var axes: [Int]? { get set }
  /// Whether they stay, with extent 1.
  var keepDims: Bool { get set }
  /// What is made of the elements.
  var reduction: Reduction { get }
  /// Whether it takes complex numbers, whose parts it then treats alike.
  var takesComplex: Bool { get }
  /// The gradient with respect to x, given that with respect to y.
  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output
}

extension ReductionOp {
  package static var nodeForm: NodeForm { NodeForm(fields: ["reduction_indices": "axis"]) }

  package var takesComplex: Bool { false }

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.axes("axis", &axes, "the axes to go over; all if left out")
    f.optional("keep_dims", &keepDims, "whether they stay, with extent 1")
  }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let types = DType.elementwise(integers: true, complex: takesComplex)
    let x = try inputs.oneOf(types, 0, "x")
    return [TensorSpec(try x.shape.reduced(over: axes, keepDims: keepDims), x.dtype)]
  }

  package func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
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

/// y = Σ x over axes.   x: [d…] → y: [e…].   ∂x = ∂y spread over the axes.
struct Sum: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var takesComplex: Bool { true }

  var reduction: Reduction { .sum }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(ReductionGrad(axes: axes, isMean: false), [dy, x]).output(0)
  }
}

/// y = Σ x / n over axes, n elements each.   x: [d…] → y: [e…].   ∂x = ∂y / n spread over them.
struct Mean: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var takesComplex: Bool { true }

  var reduction: Reduction { .mean }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(ReductionGrad(axes: axes, isMean: true), [dy, x]).output(0)
  }
}

/// y = Π x over axes.   x: [d…] → y: [e…].   ∂x = ∂y · the product of all others, conjugated.
struct Prod: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var reduction: Reduction { .prod }
  var takesComplex: Bool { true }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    // One axis after the other. Along an axis, the product of all others is that of those before
    // times that of those behind; y / x would fail where x is 0.
    let graph = dy.graph
    let axes = x.shape.axes(axes)
    var partial = [x]
    for axis in axes.dropLast() {
      partial.append(try graph.prod(partial[partial.count - 1], axes: [axis], keepDims: true))
    }
    var dx = dy
    if !keepDims { for axis in axes { dx = try graph.expandDims(dx, axis: axis) } }
    for (axis, x) in zip(axes, partial).reversed() {
      let before = try graph.cumprod(x, axis: axis, exclusive: true)
      let behind = try graph.cumprod(x, axis: axis, exclusive: true, reverse: true)
      dx = try graph.multiply(dx, graph.conj(graph.multiply(before, behind)))
    }
    return dx
  }

  func complexKernel(_ site: Site) -> Kernel {
    let plan = ReductionPlan(
      shape: site.inputShape(0), axes: site.inputs[0].spec.shape.axes(axes))
    let x = site.input(0, ComplexPair.self)
    let y = site.output(0, ComplexPair.self)
    return { Kernels.reduceRing(x, y, plan, isProduct: true) }
  }
}

/// y = max x over axes.   x: [d…] → y: [e…].   ∂x = ∂y shared by equal greatest elements.
struct Max: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var reduction: Reduction { .max }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.extremumGradient(axes: axes, x: x, y: y, dy: dy)
  }
}

/// y = min x over axes.   x: [d…] → y: [e…].   ∂x = ∂y shared by equal least elements.
struct Min: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var reduction: Reduction { .min }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.extremumGradient(axes: axes, x: x, y: y, dy: dy)
  }
}

extension Graph {
  /// The sum over axes.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers, complex ones too.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func sum(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Sum(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }

  /// The mean over axes; not a number over no elements.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers, complex ones too; the mean of whole numbers is cut to one.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func mean(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Mean(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }

  /// The product over axes.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func prod(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Prod(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }

  /// The greatest element over axes.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func max(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Max(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }

  /// The least element over axes.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func min(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Min(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }
}
