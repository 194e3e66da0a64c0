public import TFXCore
public import TFXGraph

/// A tensor that is fed.   → y: [d…].
struct Placeholder: Op {
  static let unnamed: String? = Unnamed.section

  var spec = TensorSpec(.scalar)

  mutating func fields(_ f: inout some FieldVisitor) {
    f.show("dtype", .type(spec.dtype))
    f.show("shape", .shape(spec.shape))
  }

  var memory: OutputMemory { .feed }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if spec.dtype == .resource {
      throw ShapeError("dtype", expected: "a type with values", found: "resource")
    }
    return [spec]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? { nil }
}

extension Graph {
  /// A tensor to be fed when a session runs. Unknown extents (``Shape/unknown``) may differ from
  /// run to run.
  public func placeholder(
    _ dtype: DType = .float32, shape: Shape, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Placeholder(spec: TensorSpec(shape, dtype)), name: name).output(0)
  }
}
