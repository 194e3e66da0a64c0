public import TFXCore
public import TFXGraph

/// A tensor that never changes.   → y: [d…].
package struct Const: Op {
  package static let unnamed: String? = Unnamed.section

  let value: Tensor

  package init() { self.init(value: Tensor(Float(0))) }

  package init(value: Tensor) { self.value = value }

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.show("dtype", .type(value.dtype))
    f.show("value", .tensor(value))
  }

  package var memory: OutputMemory { .constant(value) }
  package var constantValue: Tensor? { value }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    return [value.spec]
  }

  package static let stopsGradient = true

  package func lower(_ site: Site) -> Kernel? { nil }
}

extension Graph {
  /// A tensor that never changes.
  public func constant(_ value: Tensor, name: String? = nil) throws(GraphError) -> Output {
    try add(Const(value: value), name: name).output(0)
  }

  /// A scalar of the given type of numbers.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a type that has no numbers, such as `string`.
  public func constant(
    _ value: Double, _ dtype: DType = .float32, name: String? = nil
  ) throws(GraphError) -> Output {
    if !dtype.hasNumbers {
      throw .invalid(
        op: Const.type, node: scopedName(name ?? Const.type),
        ShapeError("dtype", expected: DType.list(DType.numbers), found: "\(dtype)"))
    }
    return try constant(Tensor(value).converted(to: dtype), name: name)
  }
}
