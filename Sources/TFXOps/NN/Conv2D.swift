public import TFXCore
public import TFXGraph
import TFXKernels

/// y[n, i, j, o] = Σ x[n, i s + p d, j s + q d, c] · filter[p, q, c, o] over p, q, c, with s the
/// strides and d the dilations.   x: [n, h, w, c], filter: [p, q, c, o] → y: [n, h′, w′, o].
/// Linear in both, so that its gradients are convolutions too.
struct Conv2D: FloatingOp, NamedOp {
  var geometry = SlidingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  var attributes: [Attribute] { geometry.convolutionAttributes }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    return [try geometry.convolution(inputs, x: 0, filter: 1)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil] }
    let (x, filter) = (node[0], node[1])
    return [
      try dy.graph.add(Conv2DBackpropInput(geometry: geometry), [x, filter, dy]).output(0),
      try dy.graph.add(Conv2DBackpropFilter(geometry: geometry), [x, filter, dy]).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let filter = site.input(1, type)
    let y = site.output(0, type)
    return geometry.kernel(site, x: 0, filter: 1, type, .forward) { convolution in
      convolution.forward(x, filter, nil, y)
    }
  }
}

/// ∂x of Conv2D.   x: [n, h, w, c] (shape only), filter: [p, q, c, o], ∂y: [n, h′, w′, o]
/// → ∂x: [n, h, w, c].
struct Conv2DBackpropInput: FloatingOp, NamedOp {
  var geometry = SlidingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  var attributes: [Attribute] { geometry.convolutionAttributes }
  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try geometry.convolution(inputs, x: 0, filter: 1)
    try inputs.expectSpec(y, 2, "out_backprop")
    return [inputs[0]]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let d = outputGradients[0] else { return [nil, nil, nil] }
    let (filter, dy) = (node[1], node[2])
    return [
      nil, try d.graph.add(Conv2DBackpropFilter(geometry: geometry), [d, filter, dy]).output(0),
      try d.graph.add(Conv2D(geometry: geometry), [d, filter]).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let filter = site.input(1, type)
    let dy = site.input(2, type)
    let dx = site.output(0, type)
    return geometry.kernel(site, x: 0, filter: 1, type, .backwardInput) { convolution in
      convolution.backwardInput(dy, filter, dx)
    }
  }
}

/// ∂filter of Conv2D.   x: [n, h, w, c], filter: [p, q, c, o] (shape only), ∂y: [n, h′, w′, o]
/// → ∂filter: [p, q, c, o].
struct Conv2DBackpropFilter: FloatingOp, NamedOp {
  var geometry = SlidingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f, dilations: "dilations")
  }

  var attributes: [Attribute] { geometry.convolutionAttributes }
  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try geometry.convolution(inputs, x: 0, filter: 1)
    try inputs.expectSpec(y, 2, "out_backprop")
    return [inputs[1]]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let d = outputGradients[0] else { return [nil, nil, nil] }
    let (x, dy) = (node[0], node[2])
    return [
      try d.graph.add(Conv2DBackpropInput(geometry: geometry), [x, d, dy]).output(0), nil,
      try d.graph.add(Conv2D(geometry: geometry), [x, d]).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let dy = site.input(2, type)
    let dFilter = site.output(0, type)
    return geometry.kernel(site, x: 0, filter: 1, type, .backwardKernel) { convolution in
      convolution.backwardKernel(x, dy, dFilter)
    }
  }
}

extension Conv2D {
  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    SlidingWindow.floatingPointOperations(filter: inputs[1].shape, output: outputs[0].shape)
  }
}

extension Conv2DBackpropInput {
  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    SlidingWindow.floatingPointOperations(filter: inputs[1].shape, output: inputs[2].shape)
  }
}

extension Conv2DBackpropFilter {
  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    SlidingWindow.floatingPointOperations(filter: inputs[1].shape, output: inputs[2].shape)
  }
}

extension SlidingWindow {
  /// Those of a convolution, or of either of its gradients.
  static func floatingPointOperations(filter: Shape, output: Shape) -> Int {
    2 * filter.elementCount * (output.elementCount / max(output[3], 1))
  }
}

extension SlidingWindow {
  fileprivate var convolutionAttributes: [Attribute] {
    attributes + [Attribute("dilations", [1, dilations.height, dilations.width, 1])]
  }

  /// What a convolution of two inputs makes.
  fileprivate func convolution(
    _ inputs: InputSpecs, x: Int, filter: Int
  ) throws(ShapeError) -> TensorSpec {
    _ = try inputs.floating(x, "input")
    let image = try inputs.ranked(x, 4, "input")
    let kernel = try inputs.ranked(filter, 4, "filter").shape
    try inputs.sameType(x, filter, "filter")
    let channels = image.shape[3]
    if channels != kernel[2], channels != Shape.unknown, kernel[2] != Shape.unknown {
      let extents = kernel.dimensions[..<2].map { $0 == Shape.unknown ? "?" : "\($0)" }
      throw ShapeError(
        "filter", expected: "[\(extents[0]), \(extents[1]), \(channels), …], as input is \(image)",
        found: "\(kernel)")
    }
    let places = try places(of: Pair(kernel[0], kernel[1]), on: image)
    return TensorSpec([image.shape[0], places.height, places.width, kernel[3]], image.dtype)
  }

  /// The sizes of a convolution of images with a filter, both of known shape.
  func convolutionShape(_ image: [Int], _ filter: [Int]) -> Convolution2DShape {
    Convolution2DShape(
      batch: image[0], inputHeight: image[1], inputWidth: image[2], inputChannels: image[3],
      kernelHeight: filter[0], kernelWidth: filter[1], outputChannels: filter[3],
      strideHeight: strides.height, strideWidth: strides.width,
      dilationHeight: dilations.height, dilationWidth: dilations.width,
      padding: pixels(around: image[1], image[2], window: Pair(filter[0], filter[1])))
  }

  /// The kernel of one pass of a convolution, prepared for the shapes of two inputs.
  func kernel<T: KernelScalar>(
    _ site: Site, x: Int, filter: Int, _ type: T.Type, _ pass: Convolution2D.Passes,
    bias: Bool = false, relu: Bool = false, _ run: @escaping (Convolution2D) -> Void
  ) -> Kernel {
    let (image, extents) = (site.inputShape(x), site.inputShape(filter))
    let shape = convolutionShape(image, extents)
    do {
      let convolution = try Convolution2D(
        shape, scalar: type, passes: pass, bias: bias, relu: relu,
        winograd: site.options.winograd.choice)
      return { run(convolution) }
    } catch {
      if let refusal = MathLibrary.oneDNN.refusal() { return refusal }
      // Out of memory, or sizes that oneDNN does not take.
      let message = "oneDNN cannot prepare a convolution of \(image) with \(extents): \(error)"
      return { () throws(KernelError) in throw KernelError(message) }
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
}
