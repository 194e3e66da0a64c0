import TFXCore
public import TFXGraph
import TFXKernels

/// y[c] = x[c] · (bias + alpha · Σ x²)^−beta, the sum over the channels from c − radius to c + radius.
/// x: [n, h, w, c] → y: [n, h, w, c].   ∂x: LRNGrad.   Krizhevsky et al., 2012.
struct LRN: FloatingOp {
  var response = LocalResponse(radius: 5, bias: 1, alpha: 1, beta: 0.5)

  mutating func fields(_ f: inout some FieldVisitor) {
    response.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.floating(0, "input")
    let x = try inputs.ranked(0, 4, "input")
    if response.radius < 0 {
      throw ShapeError("depth_radius", expected: "0 or more", found: "\(response.radius)")
    }
    if response.radius > Int32.max {
      throw ShapeError(
        "depth_radius", expected: "at most \(Int32.max)", found: "\(response.radius)")
    }
    return [x]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [
      try dy.graph.add(LRNGrad(response: response), [dy, node[0], node.output(0)]).output(0)
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, channels) = site.matrix(0)
    let x = site.input(0, type)
    let y = site.output(0, type)
    let response = response
    return { response.forward(x, y, rows: rows, channels: channels) }
  }
}

/// ∂x[k] = norm[k]^−beta ∂y[k] − 2 alpha beta x[k] Σ y[c] ∂y[c] / norm[c], the sum over the channels
/// whose windows hold k, norm = bias + alpha Σ x².   ∂y, x, y: [n, h, w, c] → ∂x: [n, h, w, c].
struct LRNGrad: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var response = LocalResponse(radius: 5, bias: 1, alpha: 1, beta: 0.5)

  mutating func fields(_ f: inout some FieldVisitor) {
    response.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    _ = try inputs.floating(0, "input_grads")
    _ = try inputs.ranked(0, 4, "input_grads")
    _ = try inputs.agreeing(0, 1, "input_image")
    return [try inputs.agreeing(0, 2, "output_image")]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, channels) = site.matrix(0)
    let (dy, x, y) = (site.input(0, type), site.input(1, type), site.input(2, type))
    let dx = site.output(0, type)
    let response = response
    return { response.backward(dy, x, y, dx, rows: rows, channels: channels) }
  }
}

extension LocalResponse {
  fileprivate mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("depth_radius", &radius, "how many channels on either side count")
    f.optional("bias", &bias, "added to the sum")
    f.optional("alpha", &alpha, "the weight of the sum of squares")
    f.optional("beta", &beta, "the power")
  }

}

extension Graph {
  /// Local response normalisation, as TensorFlow's `tf.nn.lrn`: each number divided by
  /// `(bias + alpha · Σ x²)^beta`, the sum over the channels at most `depthRadius` away.
  ///
  /// - Parameter x: Images [batch, height, width, channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another number of axes or a negative radius.
  public func lrn(
    _ x: Output, depthRadius: Int = 5, bias: Double = 1, alpha: Double = 1, beta: Double = 0.5,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let response = LocalResponse(radius: depthRadius, bias: bias, alpha: alpha, beta: beta)
    return try add(LRN(response: response), [x], name: name).output(0)
  }
}
