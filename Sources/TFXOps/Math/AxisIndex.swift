import TFXCore
import TFXGraph
import TFXKernels

/// An operation that finds the place of the greatest or least element along an axis, passing over
/// what is not a number.   x: [d…] → y: int64 [d… without the axis].   No gradient.
protocol AxisIndexOp: Op {
  /// The axis; a negative one is counted from the end.
  var axis: Int { get set }
  /// Whether it is the greatest element whose place is wanted.
  static var findsGreatest: Bool { get }
}

extension AxisIndexOp {
  static var nodeForm: NodeForm { NodeForm(fields: ["dimension": "axis"]) }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "the axis to go along; from the end if negative")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf(DType.elementwise(integers: true) + [.bool], 0, "x")
    let axis = try x.shape.checkedAxis(axis)
    if x.shape[axis] == 0 {
      throw ShapeError("axis", expected: "an axis that has elements", found: "\(axis) of \(x)")
    }
    var dimensions = x.shape.dimensions
    dimensions.remove(at: axis)
    return [TensorSpec(Shape(dimensions), .int64)]
  }

  static var stopsGradient: Bool { true }

  func lower(_ site: Site) -> Kernel? {
    // Truth values are bytes, 0 or 1.
    switch site.inputs[0].spec.dtype {
    case .bool: numberKernel(site, UInt8.self)
    case let dtype: numberKernel(site, dtype.numberType!)
    }
  }

  private func numberKernel<N: KernelNumber>(_ site: Site, _ type: N.Type) -> Kernel {
    let (outer, extent, inner) = site.split(0, at: axis)
    let x = site.input(0, type)
    let y = site.output(0, Int64.self)
    let greatest = Self.findsGreatest
    return {
      Kernels.placeOfExtreme(
        x, y, outer: outer, axis: extent, inner: inner, largest: greatest)
    }
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
