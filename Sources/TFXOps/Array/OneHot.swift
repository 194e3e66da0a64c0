public import TFXCore
public import TFXGraph
import TFXKernels

/// y[…, c, …] = on where c is the index, else off; all off for an index outside of 0..<depth.
/// indices: int32, int64 or uint8 [d…] → y: [d…, depth, d…].   No gradient.
struct OneHot: ScalarOp {
  static let nodeForm = NodeForm(fields: ["T": "dtype"])

  /// The extent of the new axis; nil if input 1 says so, int32 or int64 [].
  var depth: Int?
  var on = 1.0
  var off = 0.0
  /// Where the new axis stands in y; negative ones are counted from the end of y.
  var axis = -1
  var dtype = DType.float32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "depth", &depth, in: Limits.atLeast(0).orNone,
      "the extent of the new axis; a second input if left out")
    f.optional("on_value", &on, "where an index is")
    f.optional("off_value", &off, "elsewhere")
    f.optional("axis", &axis, "where the new axis goes; -1 for last")
    f.optional("dtype", &dtype, "element type")
  }

  var valueInputs: Set<Int> { depth == nil ? [1] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(depth == nil ? 2 : 1)
    var shape = try inputs.oneOf([.int32, .int64, .uint8], 0, "indices").shape
    var extent = depth
    if depth == nil {
      extent = try inputs.integers(1, "depth")?.first
      _ = try inputs.ranked(1, 0, "depth")
    }
    if let extent, extent < 0 {
      throw ShapeError("depth", expected: "0 or more", found: "\(extent)")
    }
    if !dtype.hasNumbers {
      throw ShapeError("dtype", expected: DType.list(DType.numbers), found: "\(dtype)")
    }
    let rank = shape.rank + 1
    if !(-rank..<rank).contains(axis) {
      throw ShapeError("axis", expected: "\(-rank)…\(rank - 1) for \(shape)", found: "\(axis)")
    }
    shape.dimensions.insert(extent ?? Shape.unknown, at: axis < 0 ? axis + rank : axis)
    return [TensorSpec(shape, dtype)]
  }

  static let stopsGradient = true

  func kernel<Scalar: TensorScalar>(_ site: Site, _ type: Scalar.Type) -> Kernel {
    switch site.inputs[0].spec.dtype {
    case .int32: kernel(site, type, Int32.self)
    case .uint8: kernel(site, type, UInt8.self)
    default: kernel(site, type, Int64.self)
    }
  }

  private func kernel<Scalar: TensorScalar, Index: FixedWidthInteger>(
    _ site: Site, _ type: Scalar.Type, _ index: Index.Type
  ) -> Kernel {
    func scalar(_ value: Double) -> Scalar {
      Tensor(value).converted(to: dtype).scalars(as: type)[0]
    }
    let (on, off) = (scalar(on), scalar(off))
    let shape = site.outputShape(0)
    let place = axis < 0 ? axis + shape.count : axis
    let depth = shape[place]
    let inner = shape[(place + 1)...].reduce(1, *)
    let indices = site.input(0, index)
    let y = site.output(0, type)
    let count = site.inputCount(0)
    return {
      Kernels.oneHot(indices, y, count: count, depth: depth, inner: inner, on: on, off: off)
    }
  }
}

extension Graph {
  /// Vectors of `depth` elements along a new axis, `on` at the index and `off` elsewhere; an index
  /// outside of `0..<depth` gives a vector of `off`.
  ///
  /// - Parameters:
  ///   - indices: `int32`, `int64` or `uint8` [d…].
  ///   - depth: The extent of the new axis.
  ///   - on: The number at the index.
  ///   - off: The number elsewhere.
  ///   - axis: Where the new axis stands in the result; negative ones are counted from its end.
  ///   - dtype: Any type of numbers.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or no such axis.
  public func oneHot(
    _ indices: Output, depth: Int, on: Double = 1, off: Double = 0, axis: Int = -1,
    dtype: DType = .float32, name: String? = nil
  ) throws(GraphError) -> Output {
    let oneHot = OneHot(depth: depth, on: on, off: off, axis: axis, dtype: dtype)
    return try add(oneHot, [indices], name: name).output(0)
  }

  /// Vectors of as many elements as an `int32` or `int64` scalar says, `on` at the index and `off`
  /// elsewhere.
  public func oneHot(
    _ indices: Output, depth: Output, on: Double = 1, off: Double = 0, axis: Int = -1,
    dtype: DType = .float32, name: String? = nil
  ) throws(GraphError) -> Output {
    let oneHot = OneHot(depth: nil, on: on, off: off, axis: axis, dtype: dtype)
    return try add(oneHot, [indices, depth], name: name).output(0)
  }
}
