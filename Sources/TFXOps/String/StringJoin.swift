import TFXCore
public import TFXGraph

/// y = the strings of all inputs at a place, one behind the other.
/// x…: string [d…] or [] → y: string [d…].   No gradient.
struct StringJoin: HostOp {
  var separator = ""

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("separator", &separator, "what stands between two texts")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    if inputs.count == 0 {
      throw ShapeError("inputs", expected: "at least one", found: "none")
    }
    var shape = Shape.scalar
    for index in 0..<inputs.count {
      let spec = try inputs.oneOf([.string], index, "inputs")
      if spec.shape.rank == 0 { continue }
      guard let merged = shape.rank == 0 ? spec.shape : shape.merged(with: spec.shape) else {
        throw ShapeError("inputs", expected: "string\(shape) or a scalar", found: "\(spec)")
      }
      shape = merged
    }
    return [TensorSpec(shape, .string)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let shape = inputs.first { $0.shape.rank > 0 }?.shape ?? .scalar
    let parts = inputs.map { ($0.shape.rank == 0, $0.scalars(as: ByteString.self)) }
    let between = Array(separator.utf8)
    let joined = (0..<shape.elementCount).map { place in
      ByteString(
        Array(
          parts.map { isScalar, texts in texts[isScalar ? 0 : place].bytes }
            .joined(separator: between)))
    }
    return [Tensor(joined, shape: shape)]
  }
}

extension Graph {
  /// The strings of several tensors, one behind the other, place by place; a scalar stands at every
  /// place.
  ///
  /// - Parameters:
  ///   - inputs: At least one; strings of one shape, or scalars.
  ///   - separator: What stands between them.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or shapes.
  public func stringJoin(
    _ inputs: [Output], separator: String = "", name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringJoin(separator: separator), inputs, name: name).output(0)
  }
}
