public import TFXCore
public import TFXGraph
import TFXKernels

typealias AvgPool = AvgPoolOp<ImagePool>
typealias AvgPoolGrad = AvgPoolGradOp<ImagePool>
typealias AvgPool3D = AvgPoolOp<VolumePool>
typealias AvgPool3DGrad = AvgPoolGradOp<VolumePool>

/// y = the mean of x in each window; padding does not count.
/// x: [n, extents…, c] → y: [n, extents′…, c].
/// ∂x = Σ ∂y / m of the windows that hold it, m the elements of x in the window.
struct AvgPoolOp<Kind: PoolKind>: FloatingOp {
  static var type: String { Kind.mean }

  var pooling = PoolingWindow<Kind.Input>()

  mutating func fields(_ f: inout some FieldVisitor) {
    pooling.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try pooling.pooled(inputs, 0)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(AvgPoolGradOp<Kind>(pooling: pooling), [node[0], dy]).output(0)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let shape = pooling.shape(site.inputShape(0))
    return { Kernels.averagePool(x, y, shape) }
  }
}

/// ∂x = Σ ∂y / m of the windows that hold x, m the elements of x in the window.
/// x: [n, extents…, c] (shape only), ∂y: [n, extents′…, c] → ∂x: [n, extents…, c].
/// Its gradient is the pooling.
struct AvgPoolGradOp<Kind: PoolKind>: FloatingOp {
  static var type: String { Kind.mean + "Grad" }
  static var nodeForm: NodeForm { .gradient }

  var pooling = PoolingWindow<Kind.Input>()

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

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [nil, try d.graph.add(AvgPoolOp<Kind>(pooling: pooling), [d]).output(0)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let dy = site.input(1, type)
    let dx = site.output(0, type)
    let shape = pooling.shape(site.inputShape(0))
    return { Kernels.averagePoolGrad(dy, dx, shape) }
  }
}

extension Graph {
  /// The mean of each window and channel; padding does not count.
  ///
  /// - Parameters:
  ///   - x: Images [batch, height, width, channels].
  ///   - window: The window's height and width.
  ///   - strides: Its steps; its size if nil.
  ///   - padding: What lies around the images; it never counts.
  ///   - name: The operation's name.
  /// - Returns: [batch, height′, width′, channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if a window without padding is larger than the
  ///   images.
  public func avgPool(
    _ x: Output, window: Pair, strides: Pair? = nil, padding: Padding = .valid,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let pooling = PoolingWindow(window, strides: strides, padding: padding)
    return try add(AvgPool(pooling: pooling), [x], name: name).output(0)
  }

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
    let pooling = PoolingWindow(window, strides: strides, padding: padding)
    return try add(AvgPool3D(pooling: pooling), [x], name: name).output(0)
  }
}
