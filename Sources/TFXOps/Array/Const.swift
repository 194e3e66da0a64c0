public import TFXCore
public import TFXGraph

/// A tensor that never changes.   → y: [d…].
struct Const: Op {
  let value: Tensor

  var attributes: [Attribute] { [Attribute("dtype", value.dtype), Attribute("value", value)] }
  var memory: OutputMemory { .constant(value) }
  var constantValue: Tensor? { value }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    return [value.spec]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [] }

  func lower(_ site: Site) -> Kernel? { nil }
}

extension Graph {
  /// A tensor that never changes.
  public func constant(_ value: Tensor, name: String? = nil) throws(GraphError) -> Output {
    try add(Const(value: value), name: name).output(0)
  }

  /// A scalar of the given floating type.
  public func constant(
    _ value: Double, _ dtype: DType = .float32, name: String? = nil
  ) throws(GraphError) -> Output {
    try constant(Tensor(value).converted(to: dtype), name: name)
  }
}
