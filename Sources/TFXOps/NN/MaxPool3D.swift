import TFXCore
public import TFXGraph
import TFXKernels

/// y = the greatest x in each window.   x: [n, z, h, w, c] → y: [n, z′, h′, w′, c].
/// ∂x = Σ ∂y of the windows of which it is a greatest element: of several, each gets all, as in
/// TensorFlow, whose MaxPool of images knows one.
struct MaxPool3D: FloatingOp {
  var pooling = PoolingVolume()

  mutating func fields(_ f: inout some FieldVisitor) {
    pooling.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try pooling.pooled(inputs, 0)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil] }
    return [
      try dy.graph.add(MaxPool3DGrad(pooling: pooling), [node[0], node.output(0), dy]).output(0)
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let window = pooling.window(site.inputShape(0))
    return { Kernels.maxPool3D(x, y, window) }
  }
}

/// ∂x = Σ ∂y of the windows of which x is a greatest element.
/// x: [n, z, h, w, c], y, ∂y: [n, z′, h′, w′, c] → ∂x: [n, z, h, w, c].
struct MaxPool3DGrad: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var pooling = PoolingVolume()

  mutating func fields(_ f: inout some FieldVisitor) {
    pooling.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try pooling.pooled(inputs, 0)
    try inputs.expectSpec(y, 1, "orig_output")
    try inputs.expectSpec(y, 2, "grad")
    return [inputs[0]]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.input(1, type)
    let dy = site.input(2, type)
    let dx = site.output(0, type)
    let window = pooling.window(site.inputShape(0))
    return { Kernels.maxPool3DGrad(x, y, dy, dx, window) }
  }
}

extension Graph {
  /// The greatest element of each window and channel.
  ///
  /// - Parameters:
  ///   - x: Volumes [batch, depth, height, width, channels].
  ///   - window: The window's extents.
  ///   - strides: Its steps; its extents if nil.
  ///   - padding: What lies around the volumes; it never counts.
  ///   - name: The operation's name.
  /// - Returns: [batch, depth′, height′, width′, channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if a window without padding is larger than the
  ///   volumes.
  public func maxPool3D(
    _ x: Output, window: Triple, strides: Triple? = nil, padding: Padding = .valid,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let pooling = PoolingVolume(window, strides: strides, padding: padding)
    return try add(MaxPool3D(pooling: pooling), [x], name: name).output(0)
  }
}
