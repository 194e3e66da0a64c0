import TFXCore
public import TFXGraph

/// y = the places of the elements of x that are not zero, in row-major order.
/// x: [d…] → y: int64 [n, rank].   No gradient.
struct Where: HostOp {
  static let types: [DType] = [
    .bool, .float32, .float64, .int8, .int16, .int32, .int64, .uint8, .complex64,
  ]

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf(Where.types, 0, "condition")
    return [TensorSpec([Shape.unknown, x.shape.rank], .int64)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let shape = inputs[0].shape
    var places: [Int64] = []
    var place = [Int64](repeating: 0, count: shape.rank)
    let isWanted =
      inputs[0].dtype == .complex64
      ? inputs[0].scalars(as: Complex.self).map { $0.real != 0 || $0.imaginary != 0 }
      : inputs[0].doubles().map { $0 != 0 }
    for isWanted in isWanted {
      if isWanted { places += place }
      for axis in (0..<shape.rank).reversed() {
        place[axis] += 1
        if place[axis] < shape[axis] { break }
        place[axis] = 0
      }
    }
    return [Tensor(places, shape: [isWanted.count { $0 }, shape.rank])]
  }
}

extension Graph {
  /// The places of the elements of `condition` that are `true` or not zero, in row-major order.
  ///
  /// - Returns: `int64` [n, rank], whose first extent depends on the values.
  public func `where`(_ condition: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Where(), [condition], name: name).output(0)
  }
}
