import TFXCore
public import TFXGraph
import TFXKernels

/// y = scale · (x − mean) / √(variance + ε) + offset, with the mean and the variance of each row, the
/// last axis.   x: [d…, c], scale, offset: [c] → y: [d…, c].
/// ∂x = r (g − mean g − n · mean (g n)) for g = ∂y · scale, n = (x − mean) r and r = 1/√(variance + ε),
/// ∂scale = Σ ∂y n, ∂offset = Σ ∂y over all rows.
///
/// Ba et al., 2016.
struct LayerNorm: FloatingOp {
  var epsilon = 0.001

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("epsilon", &epsilon, "added to the variance")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    _ = try inputs.floating(0, "x")
    let x = try inputs.withAxes(1, 0, "x")
    try inputs.expectChannels(of: x, 1, "scale")
    try inputs.expectChannels(of: x, 2, "offset")
    if !(epsilon >= 0) {
      throw ShapeError("epsilon", expected: "0 or more", found: "\(epsilon)")
    }
    return [x]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    try dy.graph.add(LayerNormGrad(epsilon: epsilon), [dy, node[0], node[1]]).outputs
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let epsilon = T(epsilon)
    let (x, scale, offset) = (site.input(0, type), site.input(1, type), site.input(2, type))
    let y = site.output(0, type)
    return {
      Kernels.layerNorm(
        x, gamma: scale, beta: offset, y, rows: rows, columns: columns, epsilon: epsilon)
    }
  }
}

/// The gradients of LayerNorm.   ∂y, x: [d…, c], scale: [c] → ∂x: [d…, c], ∂scale, ∂offset: [c].
struct LayerNormGrad: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var epsilon = 0.001

  var inPlaceInputs: [Int] { [0] }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("epsilon", &epsilon, "added to the variance")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let dy = try inputs.floating(0, "dy")
    let x = try inputs.withAxes(1, 1, "x")
    try inputs.expectSpec(x, 0, "dy")
    try inputs.expectChannels(of: x, 2, "scale")
    if !(epsilon >= 0) {
      throw ShapeError("epsilon", expected: "0 or more", found: "\(epsilon)")
    }
    let channels = TensorSpec([x.shape[-1]], dy.dtype)
    return [x, channels, channels]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(1)
    let epsilon = T(epsilon)
    let (dy, x, scale) = (site.input(0, type), site.input(1, type), site.input(2, type))
    let dx = site.output(0, type)
    let (dScale, dOffset) = (site.output(1, type), site.output(2, type))
    return {
      Kernels.layerNormGrad(
        dy, x, gamma: scale, dx, dGamma: dScale, dBeta: dOffset, rows: rows, columns: columns,
        epsilon: epsilon)
    }
  }
}

extension Graph {
  /// Each row of a tensor, the last axis, less its mean and divided by its deviation, then scaled
  /// and moved.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type: [d…, c].
  ///   - scale: What multiplies each column: [c].
  ///   - offset: What is added to each column: [c].
  ///   - epsilon: Added to the variance.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func layerNorm(
    _ x: Output, scale: Output, offset: Output, epsilon: Double = 0.001, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(LayerNorm(epsilon: epsilon), [x, scale, offset], name: name).output(0)
  }
}
