public import TFXCore
public import TFXGraph
import TFXKernels

/// y[n, i, j, c m + q] = Σ x[n, i s + p d, j s + r d, c] · filter[p, r, c, q] over p, r: each channel
/// is convolved by itself, with m filters.   x: [n, h, w, c], filter: [p, r, c, m]
/// → y: [n, h′, w′, c m].   Linear in both, so that its gradients are convolutions too.
struct DepthwiseConv2dNative: FloatingOp {
  var geometry = SlidingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    return [try geometry.depthwise(inputs)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil] }
    let inputs = [node[0], node[1], dy]
    return [
      try dy.graph.add(DepthwiseConv2dNativeBackpropInput(geometry: geometry), inputs).output(0),
      try dy.graph.add(DepthwiseConv2dNativeBackpropFilter(geometry: geometry), inputs).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let filter = site.input(1, type)
    let y = site.output(0, type)
    return geometry.depthwiseShape(site).kernel(type, .forward) { $0.forward(x, filter, nil, y) }
  }
}

/// ∂x of DepthwiseConv2dNative.   x: [n, h, w, c] (shape only), filter: [p, r, c, m],
/// ∂y: [n, h′, w′, c m] → ∂x: [n, h, w, c].
struct DepthwiseConv2dNativeBackpropInput: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var geometry = SlidingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    try inputs.expectSpec(geometry.depthwise(inputs), 2, "out_backprop")
    return [inputs[0]]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let d = outputGradients[0] else { return [nil, nil, nil] }
    let inputs = [d, node[1], node[2]]
    return [
      nil,
      try d.graph.add(DepthwiseConv2dNativeBackpropFilter(geometry: geometry), inputs).output(0),
      try d.graph.add(DepthwiseConv2dNative(geometry: geometry), [d, node[1]]).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let filter = site.input(1, type)
    let dy = site.input(2, type)
    let dx = site.output(0, type)
    return geometry.depthwiseShape(site).kernel(type, .backwardInput) {
      $0.backwardInput(dy, filter, dx)
    }
  }
}

/// ∂filter of DepthwiseConv2dNative.   x: [n, h, w, c], filter: [p, r, c, m] (shape only),
/// ∂y: [n, h′, w′, c m] → ∂filter: [p, r, c, m].
struct DepthwiseConv2dNativeBackpropFilter: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var geometry = SlidingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    try inputs.expectSpec(geometry.depthwise(inputs), 2, "out_backprop")
    return [inputs[1]]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let d = outputGradients[0] else { return [nil, nil, nil] }
    let inputs = [node[0], d, node[2]]
    return [
      try d.graph.add(DepthwiseConv2dNativeBackpropInput(geometry: geometry), inputs).output(0),
      nil, try d.graph.add(DepthwiseConv2dNative(geometry: geometry), [node[0], d]).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let dy = site.input(2, type)
    let dFilter = site.output(0, type)
    return geometry.depthwiseShape(site).kernel(type, .backwardKernel) {
      $0.backwardKernel(x, dy, dFilter)
    }
  }
}

extension SlidingWindow {
  /// What a depthwise convolution makes of input 0 with the filter of input 1.
  fileprivate func depthwise(_ inputs: InputSpecs) throws(ShapeError) -> TensorSpec {
    _ = try inputs.floating(0, "input")
    let image = try inputs.ranked(0, 4, "input")
    let filter = try inputs.ranked(1, 4, "filter").shape
    try inputs.sameType(0, 1, "filter")
    let channels = max(image.shape[3], filter[2])
    if min(image.shape[3], filter[2]) != channels, image.shape[3] != Shape.unknown,
      filter[2] != Shape.unknown
    {
      throw ShapeError(
        "filter", expected: "\(image.shape[3]) input channels, as input is \(image)",
        found: "\(filter)")
    }
    let places = try places(of: Pair(filter[0], filter[1]), on: image)
    let isKnown = channels != Shape.unknown && filter[3] != Shape.unknown
    let outputs = isKnown ? channels * filter[3] : Shape.unknown
    return TensorSpec([image.shape[0], places.height, places.width, outputs], image.dtype)
  }

  /// The convolution in which each channel is a group, whose filter lies in memory as the depthwise
  /// one.
  fileprivate func depthwiseShape(_ site: Site) -> Convolution2DShape {
    let (image, filter) = (site.inputShape(0), site.inputShape(1))
    return shape(
      image, window: Pair(filter[0], filter[1]), outputChannels: filter[2] * filter[3],
      groups: max(1, filter[2]))
  }
}

extension Graph {
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
