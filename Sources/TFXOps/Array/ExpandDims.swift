import TFXCore
public import TFXGraph

/// y = x with an axis of extent 1 put in.   x: [d…] → y: [d…, 1, d…].   ∂x = ∂y without it.
struct ExpandDims: AliasOp {
  /// Where the new axis stands in y; negative ones are counted from the end of y.
  var axis = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("dim", &axis, "where the axis goes; from the end if negative")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "input")
    var dimensions = x.shape.dimensions
    if !(-dimensions.count - 1...dimensions.count).contains(axis) {
      throw ShapeError(
        "dim", expected: "\(-dimensions.count - 1)…\(dimensions.count) for \(x)", found: "\(axis)")
    }
    dimensions.insert(1, at: axis < 0 ? axis + dimensions.count + 1 : axis)
    return [TensorSpec(Shape(dimensions), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.squeeze(dy, axes: [axis])]
  }
}

extension Graph {
  /// `x` with an axis of extent 1 at the given place; negative ones are counted from the end of
  /// the result. Nothing is copied.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the place is outside of the shape.
  public func expandDims(
    _ x: Output, axis: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ExpandDims(axis: axis), [x], name: name).output(0)
  }
}
