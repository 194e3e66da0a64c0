import TFXCore
public import TFXGraph
import TFXKernels

/// y = x with its axes in another order: axis i of y is axis perm[i] of x.   x: [d…] → y: [e…].
/// ∂x = ∂y in the inverse order.
struct Transpose: MovementOp {
  var permutation: [Int] = []

  mutating func fields(_ f: inout some FieldVisitor) {
    f.numbers("perm", &permutation, "for each axis of the result the one of the input")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "x")
    if permutation.sorted() != Array(0..<x.shape.rank) {
      throw ShapeError(
        "perm", expected: "each of the \(x.shape.rank) axes of \(x) once", found: "\(permutation)")
    }
    return [TensorSpec(Shape(permutation.map { x.shape[$0] }), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    var inverse = permutation
    for (axis, source) in permutation.enumerated() { inverse[source] = axis }
    return [try dy.graph.transpose(dy, inverse)]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let plan = TransposePlan(shape: site.inputShape(0), permutation: permutation)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.transpose(x, y, plan) }
  }
}

extension Graph {
  /// `x` with its axes in another order: axis `i` of the result is axis `permutation[i]` of `x`.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless each axis stands in it once.
  public func transpose(
    _ x: Output, _ permutation: [Int], name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Transpose(permutation: permutation), [x], name: name).output(0)
  }
}
