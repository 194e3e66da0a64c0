public import TFXCore
public import TFXGraph
import TFXKernels

/// y = one number everywhere.   → y: [d…].
struct Fill: ScalarOp {
  static let functions = ["zeros", "ones"]
  static let nodeForm = NodeForm(fields: ["dims": "shape"])

  var value = 0.0
  var spec = TensorSpec(.scalar)

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("value", &value, "the number")
    f.spec(&spec)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if !spec.shape.isFullyKnown || !spec.dtype.hasNumbers {
      throw ShapeError("dims", expected: "a type of numbers, of known shape", found: "\(spec)")
    }
    return [spec]
  }

  static let stopsGradient = true

  func kernel<Scalar: TensorScalar>(_ site: Site, _ type: Scalar.Type) -> Kernel {
    // Converted once as Cast does it, so that no number of a user's traps.
    let scalar = Tensor(value).converted(to: spec.dtype).scalars(as: type)[0]
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.fill(y, scalar, count) }
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
