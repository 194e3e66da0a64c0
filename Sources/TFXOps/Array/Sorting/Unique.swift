public import TFXCore
public import TFXGraph

/// y = the different elements of a vector in the order in which they come first; idx = where each
/// element stands in y.   x: [n] → y: [m], idx: int32 or int64 [n].   No gradient.
struct Unique: HostOp {
  var outIdx = DType.int32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("out_idx", &outIdx, "type of the indices, `int32` or `int64`")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "x")
    _ = try inputs.ranked(0, 1, "x")
    if outIdx != .int32, outIdx != .int64 {
      throw ShapeError("out_idx", expected: "int32 or int64", found: "\(outIdx)")
    }
    return [TensorSpec([Shape.unknown], x.dtype), TensorSpec(x.shape, outIdx)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    Array(Unique.evaluate(inputs[0], outIdx).prefix(2))
  }

  /// The different elements, where each element stands among them, and how often each comes.
  static func evaluate(_ x: Tensor, _ outIdx: DType) -> [Tensor] {
    switch x.dtype {
    case .float32: find(x, outIdx, Float.self)
    case .float64: find(x, outIdx, Double.self)
    case .int8: find(x, outIdx, Int8.self)
    case .int16: find(x, outIdx, Int16.self)
    case .int32: find(x, outIdx, Int32.self)
    case .int64: find(x, outIdx, Int64.self)
    case .uint8: find(x, outIdx, UInt8.self)
    case .bool: find(x, outIdx, Bool.self)
    case .string: find(x, outIdx, ByteString.self)
    case .complex64: find(x, outIdx, Complex.self)
    case .qint8: find(x, outIdx, QInt8.self)
    case .quint8: find(x, outIdx, QUInt8.self)
    case .resource: preconditionFailure("a handle passed inference")
    }
  }

  private static func find<Element: TensorElement>(
    _ x: Tensor, _ outIdx: DType, _ type: Element.Type
  ) -> [Tensor] {
    var places: [Element: Int] = [:]
    var different: [Element] = []
    var counts: [Int64] = []
    let indices = x.scalars(as: type).map { element -> Int64 in
      // Not-a-number differs from itself, and so comes each time.
      if let place = places[element] {
        counts[place] += 1
        return Int64(place)
      }
      places[element] = different.count
      different.append(element)
      counts.append(1)
      return Int64(different.count - 1)
    }
    func whole(_ values: [Int64]) -> Tensor {
      outIdx == .int64 ? Tensor(values) : Tensor(values.map { Int32(truncatingIfNeeded: $0) })
    }
    return [Tensor(different), whole(indices), whole(counts)]
  }
}

/// y, idx as Unique; count = how often each element of y comes.
/// x: [n] → y: [m], idx: int32 or int64 [n], count: int32 or int64 [m].   No gradient.
struct UniqueWithCounts: HostOp {
  var outIdx = DType.int32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("out_idx", &outIdx, "type of the indices, `int32` or `int64`")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try Unique(outIdx: outIdx).infer(inputs) + [TensorSpec([Shape.unknown], outIdx)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    Unique.evaluate(inputs[0], outIdx)
  }
}

extension Graph {
  /// The different elements of a vector of any type, in the order in which they come first.
  ///
  /// - Returns: The elements, [m], and where each element of `x` stands among them, in `outIndex`,
  ///   which is `int32` or `int64`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `x` is no vector.
  public func unique(
    _ x: Output, outIndex: DType = .int32, name: String? = nil
  ) throws(GraphError) -> (y: Output, indices: Output) {
    let node = try add(Unique(outIdx: outIndex), [x], name: name)
    return (node.output(0), node.output(1))
  }

  /// The different elements of a vector of any type, in the order in which they come first, where
  /// each element of `x` stands among them, and how often each comes.
  public func uniqueWithCounts(
    _ x: Output, outIndex: DType = .int32, name: String? = nil
  ) throws(GraphError) -> (y: Output, indices: Output, counts: Output) {
    let node = try add(UniqueWithCounts(outIdx: outIndex), [x], name: name)
    return (node.output(0), node.output(1), node.output(2))
  }
}
