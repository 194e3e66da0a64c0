import TFXCore
public import TFXGraph
import TFXKernels

/// y = Π x over axes.   x: [d…] → y: [e…].   ∂x = ∂y · the product of all others, conjugated.
struct Prod: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var reduction: Reduction { .prod }
  var takesComplex: Bool { true }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.reduction(&axes, &keepDims)
  }

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

extension Graph {
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
}
