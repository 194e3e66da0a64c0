import TFXCore
import TFXGraph

extension InputSpecs {
  /// What ArgMax and ArgMin make: an index for each place outside the axis.
  func indexAlongAxis(_ axis: Int) throws(ShapeError) -> [TensorSpec] {
    try expect(1)
    let x = try oneOf(DType.elementwise(integers: true), 0, "x")
    let axis = try x.shape.checkedAxis(axis)
    if x.shape[axis] == 0 {
      throw ShapeError("axis", expected: "an axis that has elements", found: "\(axis) of \(x)")
    }
    var dimensions = x.shape.dimensions
    dimensions.remove(at: axis)
    return [TensorSpec(Shape(dimensions), .int64)]
  }
}

extension Site {
  /// The number of elements of an input before, along and after an axis that exists.
  func split(_ index: Int, at axis: Int) -> (outer: Int, extent: Int, inner: Int) {
    let shape = inputShape(index)
    let axis = axis < 0 ? axis + shape.count : axis
    return (
      shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *)
    )
  }
}
