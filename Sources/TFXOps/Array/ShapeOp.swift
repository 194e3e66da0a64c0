public import TFXCore
public import TFXGraph

/// y = the extents of x.   x: [d…] → y: int32 or int64 [rank].   No gradient.
struct ShapeOp: Op, HostOp {
  static let type = "Shape"

  var outType = DType.int32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("out_type", &outType, "`int32` or `int64`")
  }

  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "input")
    if outType != .int32, outType != .int64 {
      throw ShapeError("out_type", expected: "int32 or int64", found: "\(outType)")
    }
    return [TensorSpec([x.shape.rank], outType)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  // Where x is of strings.
  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let extents = inputs[0].shape.dimensions
    return [Tensor(extents.map(Double.init)).converted(to: outType)]
  }

  func lower(_ site: Site) -> Kernel? {
    let extents = site.inputShape(0)
    if outType == .int64 {
      let y = site.output(0, Int64.self)
      return { for (axis, extent) in extents.enumerated() { y[axis] = Int64(extent) } }
    }
    let y = site.output(0, Int32.self)
    return { for (axis, extent) in extents.enumerated() { y[axis] = Int32(extent) } }
  }
}

extension Graph {
  /// The extents of `x` when it runs, as a vector of `int32` or `int64`.
  public func shape(
    of x: Output, outType: DType = .int32, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ShapeOp(outType: outType), [x], name: name).output(0)
  }
}
