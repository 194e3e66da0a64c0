import TFXCore
public import TFXGraph
import TFXKernels

/// y = the mean of x in each window; padding does not count.
/// x: [n, z, h, w, c] → y: [n, z′, h′, w′, c].
/// ∂x = Σ ∂y / m of the windows that hold it, m the elements of x in the window.
struct AvgPool3D: FloatingOp {
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
    return [try dy.graph.add(AvgPool3DGrad(pooling: pooling), [node[0], dy]).output(0)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let window = pooling.window(site.inputShape(0))
    return { Kernels.averagePool3D(x, y, window) }
  }
}

/// ∂x = Σ ∂y / m of the windows that hold x, m the elements of x in the window.
/// x: [n, z, h, w, c] (shape only), ∂y: [n, z′, h′, w′, c] → ∂x: [n, z, h, w, c].
/// Its gradient is the pooling.
struct AvgPool3DGrad: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var pooling = PoolingVolume()

  mutating func fields(_ f: inout some FieldVisitor) {
    pooling.fields(&f)
  }

  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let y = try pooling.pooled(inputs, 0)
    try inputs.expectSpec(y, 1, "grad")
    return [inputs[0]]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let d = outputGradients[0] else { return [nil, nil] }
    return [nil, try d.graph.add(AvgPool3D(pooling: pooling), [d]).output(0)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let dy = site.input(1, type)
    let dx = site.output(0, type)
    let window = pooling.window(site.inputShape(0))
    return { Kernels.averagePool3DGrad(dy, dx, window) }
  }
}

extension Graph {
  /// The mean of each window and channel; padding does not count.
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
  public func avgPool3D(
    _ x: Output, window: Triple, strides: Triple? = nil, padding: Padding = .valid,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let pooling = PoolingVolume(window, strides: strides, padding: padding)
    return try add(AvgPool3D(pooling: pooling), [x], name: name).output(0)
  }
}
