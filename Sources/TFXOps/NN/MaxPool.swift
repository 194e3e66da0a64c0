public import TFXCore
public import TFXGraph
import TFXKernels

/// y = the greatest x in each window.   x: [n, h, w, c] → y: [n, h′, w′, c].
/// ∂x = Σ ∂y of the windows of which it is the first greatest element in row-major order.
struct MaxPool: RealOp, NamedOp {
  var pooling = PoolingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    pooling.fields(&f)
  }

  var attributes: [Attribute] { pooling.attributes }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try pooling.pooled(inputs, 0, integers: true)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil] }
    return [
      try dy.graph.add(MaxPoolGrad(pooling: pooling), [node[0], node.output(0), dy]).output(0)
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let shape = pooling.shape(site.inputShape(0))
    return { Kernels.maxPool(x, y, shape) }
  }

  func integerKernel<I: KernelInteger>(_ site: Site, _ type: I.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let shape = pooling.shape(site.inputShape(0))
    return { Kernels.maxPool(x, y, shape) }
  }
}

/// ∂x = Σ ∂y of the windows of which x is the first greatest element.
/// x: [n, h, w, c], y, ∂y: [n, h′, w′, c] → ∂x: [n, h, w, c].
struct MaxPoolGrad: RealOp, NamedOp {
  var pooling = PoolingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    pooling.fields(&f)
  }

  var attributes: [Attribute] { pooling.attributes }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try pooling.pooled(inputs, 0, integers: true)
    try inputs.expectSpec(y, 1, "orig_output")
    try inputs.expectSpec(y, 2, "grad")
    return [inputs[0]]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.input(1, type)
    let dy = site.input(2, type)
    let dx = site.output(0, type)
    let shape = pooling.shape(site.inputShape(0))
    return { Kernels.maxPoolGrad(x, y, dy, dx, shape) }
  }

  func integerKernel<I: KernelInteger>(_ site: Site, _ type: I.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.input(1, type)
    let dy = site.input(2, type)
    let dx = site.output(0, type)
    let shape = pooling.shape(site.inputShape(0))
    return { Kernels.maxPoolGrad(x, y, dy, dx, shape) }
  }
}

extension Graph {
  /// The greatest element of each window and channel.
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
  public func maxPool(
    _ x: Output, window: Pair, strides: Pair? = nil, padding: Padding = .valid,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let sliding = SlidingWindow(strides: strides ?? window, padding: padding)
    let pooling = PoolingWindow(window: window, sliding: sliding)
    return try add(MaxPool(pooling: pooling), [x], name: name).output(0)
  }
}
