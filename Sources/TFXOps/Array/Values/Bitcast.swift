public import TFXCore
public import TFXGraph

/// y = the same bytes as elements of another type; where that is smaller, the parts of an element
/// make up a new last axis, and where it is larger, those of the last axis an element.
/// x: [d…] → y: [d…], [d…, n] or [d… without the last].   No gradient.
struct Bitcast: Op {
  var target = DType.float32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("type", &target, "the type that the bits are read as")
  }

  var memory: OutputMemory { .input(0) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.bits(0, "input")
    if target == .string || target == .resource || target == .bool || x.dtype == .bool {
      throw ShapeError("type", expected: "types of numbers", found: "\(x.dtype) as \(target)")
    }
    let (from, to) = (x.dtype.byteCount, target.byteCount)
    var shape = x.shape
    if from > to {
      shape.dimensions.append(from / to)
    } else if from < to {
      let last = shape.dimensions.popLast()
      if last != to / from && last != Shape.unknown {
        throw ShapeError(
          "input", expected: "a last extent of \(to / from) for \(target)", found: "\(x)")
      }
    }
    return [TensorSpec(shape, target)]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? { nil }
}

extension Graph {
  /// The bytes of `x` as elements of another type of numbers, least significant byte first. Nothing
  /// is copied.
  ///
  /// - Returns: The shape of `x`, with a last axis more for a smaller type, and without the last one
  ///   for a larger type.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the last axis does not make up one element.
  public func bitcast(
    _ x: Output, to dtype: DType, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Bitcast(target: dtype), [x], name: name).output(0)
  }
}
