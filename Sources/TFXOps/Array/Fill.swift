public import TFXCore
public import TFXGraph

/// y = one number everywhere.   → y: [d…].
struct Fill: Op {
  let value: Double
  let spec: TensorSpec

  var attributes: [Attribute] {
    [
      Attribute("value", value), Attribute("shape", spec.shape), Attribute("dtype", spec.dtype),
    ]
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if !spec.shape.isFullyKnown || spec.dtype == .resource {
      throw ShapeError("dims", expected: "a type with values, of known shape", found: "\(spec)")
    }
    return [spec]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [] }

  func lower(_ site: Site) -> Kernel? {
    switch spec.dtype {
    case .float64: kernel(site, Double.self)
    case .int8: kernel(site, Int8.self)
    case .int16: kernel(site, Int16.self)
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .uint8: kernel(site, UInt8.self)
    case .bool: kernel(site, Bool.self)
    default: kernel(site, Float.self)
    }
  }

  private func kernel<Scalar: TensorScalar>(_ site: Site, _ type: Scalar.Type) -> Kernel {
    // Converted once as Cast does it, so that no number of a user's traps.
    let scalar = Tensor(value).converted(to: spec.dtype).scalars(as: type)[0]
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { y.update(repeating: scalar, count: count) }
  }
}

extension Graph {
  /// A tensor of one repeated number, computed when it runs: for large tensors better than a
  /// constant, which lies in memory as long as the graph.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the shape is fully known.
  public func fill(
    _ shape: Shape, _ value: Double, _ dtype: DType = .float32, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Fill(value: value, spec: TensorSpec(shape, dtype)), name: name).output(0)
  }
}
