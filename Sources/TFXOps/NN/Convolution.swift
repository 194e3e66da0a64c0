public import TFXCore
public import TFXGraph
import TFXKernels

/// The kinds of convolutions, under TensorFlow's names.
protocol ConvolutionKind: Sendable {
  associatedtype Input: WindowedInput
  static var forward: String { get }
  static var backpropInput: String { get }
  static var backpropFilter: String { get }
  /// Whether each channel is convolved by itself, with filters [extents…, channels, multiplier].
  static var isDepthwise: Bool { get }
}

/// Of images: x: [n, h, w, c], filter: [p, q, c, o] → y: [n, h′, w′, o].
enum ImageConvolution: ConvolutionKind {
  typealias Input = Images
  static let forward = "Conv2D"
  static let backpropInput = "Conv2DBackpropInput"
  static let backpropFilter = "Conv2DBackpropFilter"
  static let isDepthwise = false
}

/// Of volumes: x: [n, z, h, w, c], filter: [q, r, s, c, o] → y: [n, z′, h′, w′, o].
enum VolumeConvolution: ConvolutionKind {
  typealias Input = Volumes
  static let forward = "Conv3D"
  static let backpropInput = "Conv3DBackpropInputV2"
  static let backpropFilter = "Conv3DBackpropFilterV2"
  static let isDepthwise = false
}

/// Of images, each channel by itself: x: [n, h, w, c], filter: [p, q, c, m] → y: [n, h′, w′, c m].
enum DepthwiseConvolution: ConvolutionKind {
  typealias Input = Images
  static let forward = "DepthwiseConv2dNative"
  static let backpropInput = "DepthwiseConv2dNativeBackpropInput"
  static let backpropFilter = "DepthwiseConv2dNativeBackpropFilter"
  static let isDepthwise = true
}

typealias Conv2D = ConvolutionOp<ImageConvolution>
typealias Conv2DBackpropInput = ConvolutionBackpropInput<ImageConvolution>
typealias Conv2DBackpropFilter = ConvolutionBackpropFilter<ImageConvolution>
typealias Conv3D = ConvolutionOp<VolumeConvolution>
typealias Conv3DBackpropInputV2 = ConvolutionBackpropInput<VolumeConvolution>
typealias Conv3DBackpropFilterV2 = ConvolutionBackpropFilter<VolumeConvolution>
typealias DepthwiseConv2dNative = ConvolutionOp<DepthwiseConvolution>
typealias DepthwiseConv2dNativeBackpropInput = ConvolutionBackpropInput<DepthwiseConvolution>
typealias DepthwiseConv2dNativeBackpropFilter = ConvolutionBackpropFilter<DepthwiseConvolution>

/// y[n, i, o] = Σ x[n, i s + p d, c] · filter[p, c, o] over p, c, with i and p places along all axes
/// of the window, s the strides and d the dilations; depthwise without the sum over c.
/// Linear in both, so that its gradients are convolutions too.
struct ConvolutionOp<Kind: ConvolutionKind>: FloatingOp {
  static var type: String { Kind.forward }

  var geometry = SlidingWindow<Kind.Input>()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    return [try geometry.convolved(inputs, isDepthwise: Kind.isDepthwise)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let inputs = [node[0], node[1], dy]
    return [
      try dy.graph.add(ConvolutionBackpropInput<Kind>(geometry: geometry), inputs).output(0),
      try dy.graph.add(ConvolutionBackpropFilter<Kind>(geometry: geometry), inputs).output(0),
    ]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    geometry.floatingPointOperations(filter: inputs[1].shape, output: outputs[0].shape)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (x, filter) = (site.input(0, type), site.input(1, type))
    let y = site.output(0, type)
    return geometry.kernel(site, type, .forward, isDepthwise: Kind.isDepthwise) {
      $0.forward(x, filter, nil, y)
    }
  }
}

/// ∂x of a convolution.   x (shape only), filter, ∂y → ∂x.
struct ConvolutionBackpropInput<Kind: ConvolutionKind>: FloatingOp {
  static var type: String { Kind.backpropInput }
  static var nodeForm: NodeForm { .gradient }

  var geometry = SlidingWindow<Kind.Input>()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try geometry.convolved(inputs, isDepthwise: Kind.isDepthwise)
    try inputs.expectSpec(y, 2, "out_backprop")
    return [inputs[0]]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    let (filter, dy) = (node[1], node[2])
    let backpropFilter = ConvolutionBackpropFilter<Kind>(geometry: geometry)
    return [
      nil, try d.graph.add(backpropFilter, [d, filter, dy]).output(0),
      try d.graph.add(ConvolutionOp<Kind>(geometry: geometry), [d, filter]).output(0),
    ]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    geometry.floatingPointOperations(filter: inputs[1].shape, output: inputs[2].shape)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (filter, dy) = (site.input(1, type), site.input(2, type))
    let dx = site.output(0, type)
    return geometry.kernel(site, type, .backwardInput, isDepthwise: Kind.isDepthwise) {
      $0.backwardInput(dy, filter, dx)
    }
  }
}

/// ∂filter of a convolution.   x, filter (shape only), ∂y → ∂filter.
struct ConvolutionBackpropFilter<Kind: ConvolutionKind>: FloatingOp {
  static var type: String { Kind.backpropFilter }
  static var nodeForm: NodeForm { .gradient }

  var geometry = SlidingWindow<Kind.Input>()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try geometry.convolved(inputs, isDepthwise: Kind.isDepthwise)
    try inputs.expectSpec(y, 2, "out_backprop")
    return [inputs[1]]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    let (x, dy) = (node[0], node[2])
    let backpropInput = ConvolutionBackpropInput<Kind>(geometry: geometry)
    return [
      try d.graph.add(backpropInput, [x, d, dy]).output(0), nil,
      try d.graph.add(ConvolutionOp<Kind>(geometry: geometry), [x, d]).output(0),
    ]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    geometry.floatingPointOperations(filter: inputs[1].shape, output: inputs[2].shape)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (x, dy) = (site.input(0, type), site.input(2, type))
    let dFilter = site.output(0, type)
    return geometry.kernel(site, type, .backwardKernel, isDepthwise: Kind.isDepthwise) {
      $0.backwardKernel(x, dy, dFilter)
    }
  }
}

extension Graph {
  /// The convolution of images with a filter, as TensorFlow's `Conv2D`.
  ///
  /// - Parameters:
  ///   - x: Images [batch, height, width, channels].
  ///   - filter: [height, width, channels, output channels].
  ///   - strides: The steps of the window.
  ///   - padding: What lies around the images: nothing or zeros.
  ///   - dilations: The distances of the window's points.
  ///   - name: The operation's name.
  /// - Returns: [batch, height′, width′, output channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the channels differ or a window without padding
  ///   is larger than the images.
  public func conv2D(
    _ x: Output, _ filter: Output, strides: Pair = Pair(1), padding: Padding = .valid,
    dilations: Pair = Pair(1), name: String? = nil
  ) throws(GraphError) -> Output {
    let geometry = SlidingWindow(strides: strides, padding: padding, dilations: dilations)
    return try add(Conv2D(geometry: geometry), [x, filter], name: name).output(0)
  }

  /// The convolution of volumes with a filter, as TensorFlow's `Conv3D`.
  ///
  /// - Parameters:
  ///   - x: Volumes [batch, depth, height, width, channels].
  ///   - filter: [depth, height, width, channels, output channels].
  ///   - strides: The steps of the window.
  ///   - padding: What lies around the volumes: nothing or zeros.
  ///   - dilations: The distances of the window's points.
  ///   - name: The operation's name.
  /// - Returns: [batch, depth′, height′, width′, output channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the channels differ or a window without padding
  ///   is larger than the volumes.
  public func conv3D(
    _ x: Output, _ filter: Output, strides: Triple = Triple(1), padding: Padding = .valid,
    dilations: Triple = Triple(1), name: String? = nil
  ) throws(GraphError) -> Output {
    let geometry = SlidingWindow(strides: strides, padding: padding, dilations: dilations)
    return try add(Conv3D(geometry: geometry), [x, filter], name: name).output(0)
  }

  /// The convolution of each channel of images with filters of its own, as TensorFlow's
  /// `tf.nn.depthwise_conv2d`.
  ///
  /// - Parameters:
  ///   - x: Images [batch, height, width, channels].
  ///   - filter: [height, width, channels, multiplier].
  ///   - strides: The steps of the window.
  ///   - padding: What lies around the images: nothing or zeros.
  ///   - dilations: The distances of the window's points.
  ///   - name: The operation's name.
  /// - Returns: [batch, height′, width′, channels · multiplier]; those of the first channel first.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the channels differ or a window without padding
  ///   is larger than the images.
  public func depthwiseConv2D(
    _ x: Output, _ filter: Output, strides: Pair = Pair(1), padding: Padding = .valid,
    dilations: Pair = Pair(1), name: String? = nil
  ) throws(GraphError) -> Output {
    let geometry = SlidingWindow(strides: strides, padding: padding, dilations: dilations)
    return try add(DepthwiseConv2dNative(geometry: geometry), [x, filter], name: name).output(0)
  }

  /// A depthwise convolution, then one of 1×1 points, as TensorFlow's `tf.nn.separable_conv2d`.
  ///
  /// - Parameters:
  ///   - x: Images [batch, height, width, channels].
  ///   - depthwiseFilter: [height, width, channels, multiplier].
  ///   - pointwiseFilter: [1, 1, channels · multiplier, output channels].
  ///   - strides: The steps of the first window.
  ///   - padding: What lies around the images: nothing or zeros.
  ///   - dilations: The distances of the first window's points.
  ///   - name: The name of the second convolution.
  /// - Returns: [batch, height′, width′, output channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the channels differ or a window without padding
  ///   is larger than the images.
  public func separableConv2D(
    _ x: Output, depthwiseFilter: Output, pointwiseFilter: Output, strides: Pair = Pair(1),
    padding: Padding = .valid, dilations: Pair = Pair(1), name: String? = nil
  ) throws(GraphError) -> Output {
    let depthwise = try depthwiseConv2D(
      x, depthwiseFilter, strides: strides, padding: padding, dilations: dilations,
      name: name.map { $0 + "/depthwise" })
    return try conv2D(depthwise, pointwiseFilter, name: name ?? "separable_conv2d")
  }
}
