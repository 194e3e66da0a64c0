import TFXCore
import TFXGraph
import TFXKernels

/// An operation that finds the place of an element along an axis.
/// x: [d…] → y: int64 [d… without the axis].   No gradient.
protocol AxisIndexOp: FloatingOp {
  /// The axis; a negative one is counted from the end.
  var axis: Int { get }
  /// Writes the places for x: [outer, extent, inner].
  static func find<T: KernelScalar>(
    _ x: In<T>, _ y: Out<Int64>, outer: Int, axis: Int, inner: Int)
}

extension AxisIndexOp {
  var attributes: [Attribute] { [Attribute("axis", axis)] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let x = try inputs.onlyFloating()
    let axis = try x.shape.checkedAxis(axis)
    if x.shape[axis] == 0 {
      throw ShapeError("axis", expected: "an axis that has elements", found: "\(axis) of \(x)")
    }
    var dimensions = x.shape.dimensions
    dimensions.remove(at: axis)
    return [TensorSpec(Shape(dimensions), .int64)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let shape = site.inputShape(0)
    let axis = axis < 0 ? axis + shape.count : axis
    let (outer, extent) = (shape[..<axis].reduce(1, *), shape[axis])
    let inner = shape[(axis + 1)...].reduce(1, *)
    let x = site.input(0, type)
    let y = site.output(0, Int64.self)
    return { Self.find(x, y, outer: outer, axis: extent, inner: inner) }
  }
}
