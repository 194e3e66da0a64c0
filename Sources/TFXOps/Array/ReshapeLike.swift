import TFXCore
package import TFXGraph

/// y = the elements of x, in order, in the shape of `target`.   x: [d…], target: [e…] → y: [e…].
/// ∂x = ∂y in the shape of x.
///
/// TensorFlow writes it as Reshape on a shape tensor; here it is one operation that reads only the
/// shape of `target`.
struct ReshapeLike: AliasOp {
  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.withValues(0, "tensor")
    return [TensorSpec(try x.shape.reshaped(to: inputs[1].shape), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.reshapeLike(dy, node[0]), nil]
  }
}

extension Graph {
  /// The elements of `x`, in order, in the shape of `target`.
  package func reshapeLike(_ x: Output, _ target: Output) throws(GraphError) -> Output {
    if x.shape == target.shape && x.shape.isFullyKnown { return x }
    return try add(ReshapeLike(), [x, target]).output(0)
  }
}
