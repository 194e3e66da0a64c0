public import TFXCore
public import TFXGraph

/// y = the number of elements of x.   x: [d…] → y: int32 or int64 [].   No gradient.
struct Size: Op, HostOp {
  var outType = DType.int32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("out_type", &outType, "`int32` or `int64`")
  }

  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.withValues(0, "input")
    if outType != .int32, outType != .int64 {
      throw ShapeError("out_type", expected: "int32 or int64", found: "\(outType)")
    }
    return [TensorSpec([], outType)]
  }

  static let stopsGradient = true

  // Where x is of strings.
  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(Double(inputs[0].elementCount)).converted(to: outType)]
  }

  func lower(_ site: Site) -> Kernel? {
    let count = site.inputCount(0)
    if outType == .int64 {
      let y = site.output(0, Int64.self)
      return { y[0] = Int64(count) }
    }
    let y = site.output(0, Int32.self)
    return { y[0] = Int32(clamping: count) }
  }
}

/// y = the number of axes of x.   x: [d…] → y: int32 [].   No gradient.
struct Rank: Op, HostOp {
  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.withValues(0, "input")
    return [TensorSpec([], .int32)]
  }

  static let stopsGradient = true

  // Where x is of strings.
  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(Int32(inputs[0].shape.rank))]
  }

  func lower(_ site: Site) -> Kernel? {
    let rank = Int32(site.inputShape(0).count)
    let y = site.output(0, Int32.self)
    return { y[0] = rank }
  }
}

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

  static let stopsGradient = true

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
  /// The number of elements of `x` when it runs, as a scalar of `int32` or `int64`.
  public func size(
    of x: Output, outType: DType = .int32, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Size(outType: outType), [x], name: name).output(0)
  }

  /// The extents of several tensors when they run, as vectors of `int32` or `int64`: TensorFlow's
  /// `tf.shape_n`.
  public func shapes(
    of all: [Output], outType: DType = .int32, name: String? = nil
  ) throws(GraphError) -> [Output] {
    var shapes: [Output] = []
    for x in all { shapes.append(try shape(of: x, outType: outType, name: name)) }
    return shapes
  }

  /// The number of axes of `x`, as an `int32` scalar.
  public func rank(of x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Rank(), [x], name: name).output(0)
  }

  /// The extents of `x` when it runs, as a vector of `int32` or `int64`.
  public func shape(
    of x: Output, outType: DType = .int32, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ShapeOp(outType: outType), [x], name: name).output(0)
  }
}
