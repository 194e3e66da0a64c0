import TFXCore
public import TFXGraph

/// y = x without axes of extent 1.   x: [d…] → y: [e…].   ∂x = ∂y in the shape of x.
///
/// Without `squeeze_dims`, an axis of unknown extent stays while the graph is built, and goes in a run
/// if its extent is 1 there: y may then have fewer axes than the graph says.
struct Squeeze: AliasOp {
  /// The axes, negative ones counted from the end; all of extent 1 if nil.
  var axes: [Int]?

  mutating func fields(_ f: inout some FieldVisitor) {
    f.axes("squeeze_dims", &axes, "the axes that go; all of extent 1 if left out")
    // TensorFlow's files have no other way to leave them out.
    if axes == [] { axes = nil }
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "input")
    guard let axes else {
      return [TensorSpec(Shape(x.shape.dimensions.filter { $0 != 1 }), x.dtype)]
    }
    var dimensions = x.shape.dimensions
    for axis in try x.shape.checkedAxes(axes, "squeeze_dims").reversed() {
      let extent = dimensions.remove(at: axis)
      if extent != 1 && extent != Shape.unknown {
        throw ShapeError(
          "squeeze_dims", expected: "axes of extent 1", found: "axis \(axis) of \(x)")
      }
    }
    return [TensorSpec(Shape(dimensions), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.reshapeLike(dy, node[0])]
  }
}

extension Graph {
  /// `x` without the given axes, which have extent 1; all that have if nil, in a run also those
  /// whose extent the graph does not know. Nothing is copied.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if one of the axes has another extent.
  public func squeeze(
    _ x: Output, axes: [Int]? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Squeeze(axes: axes), [x], name: name).output(0)
  }
}
