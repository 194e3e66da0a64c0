public import TFXCore
public import TFXGraph

/// A tensor that never changes.   → y: [d…].
package struct Const: Op {
  let value: Tensor

  package init(value: Tensor) { self.value = value }

  package var attributes: [Attribute] { [Attribute("value", Const.summary(value))] }
  package var memory: OutputMemory { .constant(value) }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    return [value.spec]
  }

  package func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [] }

  package func lower(_ site: Site) -> Kernel? { nil }

  /// A few of the numbers, for a dump.
  private static func summary(_ value: Tensor) -> String {
    let shown = value.doubles().prefix(4).map {
      $0 == $0.rounded() && abs($0) < 1e15 ? "\(Int($0))" : "\($0)"
    }
    let list = shown.joined(separator: ", ") + (value.elementCount > 4 ? ", …" : "")
    return value.shape.rank == 0 ? list : "[\(list)]"
  }
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
