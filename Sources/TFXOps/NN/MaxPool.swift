public import TFXCore
public import TFXGraph
import TFXKernels

/// The kinds of pools, under TensorFlow's names.
protocol PoolKind: Sendable {
  associatedtype Input: WindowedInput
  static var maximum: String { get }
  static var mean: String { get }
  /// Whether a gradient goes to the first of several maxima, or to each of them, whole, as in
  /// TensorFlow's pools of volumes.
  static var picksFirst: Bool { get }
  /// Whether maxima of whole numbers are taken.
  static var takesIntegers: Bool { get }
}

/// x: [n, h, w, c] → y: [n, h′, w′, c].
enum ImagePool: PoolKind {
  typealias Input = Images
  static let maximum = "MaxPool"
  static let mean = "AvgPool"
  static let picksFirst = true
  static let takesIntegers = true
}

/// x: [n, z, h, w, c] → y: [n, z′, h′, w′, c].
enum VolumePool: PoolKind {
  typealias Input = Volumes
  static let maximum = "MaxPool3D"
  static let mean = "AvgPool3D"
  static let picksFirst = false
  static let takesIntegers = false
}

typealias MaxPool = MaxPoolOp<ImagePool>
typealias MaxPoolGrad = MaxPoolGradOp<ImagePool>
typealias MaxPool3D = MaxPoolOp<VolumePool>
typealias MaxPool3DGrad = MaxPoolGradOp<VolumePool>

/// y = the greatest x in each window.   x: [n, extents…, c] → y: [n, extents′…, c].
/// ∂x = Σ ∂y of the windows of which it is the first greatest element in row-major order; of volumes,
/// of which it is a greatest element.
struct MaxPoolOp<Kind: PoolKind>: RealOp {
  static var type: String { Kind.maximum }

  var pooling = PoolingWindow<Kind.Input>()

  mutating func fields(_ f: inout some FieldVisitor) {
    pooling.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try pooling.pooled(inputs, 0, integers: Kind.takesIntegers)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let definition = MaxPoolGradOp<Kind>(pooling: pooling)
    return [try dy.graph.add(definition, [node[0], node.output(0), dy]).output(0)]
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

/// ∂x = Σ ∂y of the windows of which x is the first greatest element, or one of them.
/// x: [n, extents…, c], y, ∂y: [n, extents′…, c] → ∂x: [n, extents…, c].
struct MaxPoolGradOp<Kind: PoolKind>: RealOp {
  static var type: String { Kind.maximum + "Grad" }
  static var nodeForm: NodeForm { .gradient }

  var pooling = PoolingWindow<Kind.Input>()

  mutating func fields(_ f: inout some FieldVisitor) {
    pooling.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try pooling.pooled(inputs, 0, integers: Kind.takesIntegers)
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
    if Kind.picksFirst { return { Kernels.maxPoolGrad(x, y, dy, dx, shape) } }
    return { Kernels.maxPoolGradToAll(x, y, dy, dx, shape) }
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
    let pooling = PoolingWindow(window, strides: strides, padding: padding)
    return try add(MaxPool(pooling: pooling), [x], name: name).output(0)
  }

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
    let pooling = PoolingWindow(window, strides: strides, padding: padding)
    return try add(MaxPool3D(pooling: pooling), [x], name: name).output(0)
  }
}
