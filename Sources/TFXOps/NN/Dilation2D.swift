public import TFXCore
public import TFXGraph
import TFXKernels

/// y[n, i, j, c] = max x[n, i s + p r, j s + q r, c] + filter[p, q, c] over p, q, with s the strides
/// and r the rates.   x: [n, h, w, c], filter: [p, q, c] → y: [n, h′, w′, c].
/// ∂x, ∂filter: Σ ∂y of the maxima that they made.
struct Dilation2D: FloatingOp {
  var window = MorphologyWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    window.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    return [try window.moved(inputs)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let inputs = [node[0], node[1], dy]
    return [
      try dy.graph.add(Dilation2DBackpropInput(window: window), inputs).output(0),
      try dy.graph.add(Dilation2DBackpropFilter(window: window), inputs).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (x, filter) = (site.input(0, type), site.input(1, type))
    let y = site.output(0, type)
    let (morphology, shape) = (window.morphology, window.shape(site))
    return { Kernels.morphology(morphology, x, filter, y, shape) }
  }
}

/// ∂x of Dilation2D: each ∂y goes to the x that made the maximum, the first in row-major order.
/// x: [n, h, w, c], filter: [p, q, c], ∂y: [n, h′, w′, c] → ∂x: [n, h, w, c].
struct Dilation2DBackpropInput: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var window = MorphologyWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    window.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    try inputs.expectSpec(window.moved(inputs), 2, "out_backprop")
    return [inputs[0]]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (x, filter, dy) = (site.input(0, type), site.input(1, type), site.input(2, type))
    let dx = site.output(0, type)
    let (morphology, shape) = (window.morphology, window.shape(site))
    return { Kernels.morphologyInputGrad(morphology, x, filter, dy, dx, shape) }
  }
}

/// ∂filter of Dilation2D: each ∂y goes to the element that made the maximum.
/// x: [n, h, w, c], filter: [p, q, c], ∂y: [n, h′, w′, c] → ∂filter: [p, q, c].
struct Dilation2DBackpropFilter: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var window = MorphologyWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    window.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    try inputs.expectSpec(window.moved(inputs), 2, "out_backprop")
    return [inputs[1]]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (x, filter, dy) = (site.input(0, type), site.input(1, type), site.input(2, type))
    let dFilter = site.output(0, type)
    let (morphology, shape) = (window.morphology, window.shape(site))
    return { Kernels.morphologyFilterGrad(morphology, x, filter, dy, dFilter, shape) }
  }
}

/// How a structuring element moves over images.
struct MorphologyWindow: Sendable {
  var morphology = Morphology.dilation
  var sliding = SlidingWindow<Images>()

  mutating func fields(_ f: inout some FieldVisitor) {
    sliding.fields(&f, dilations: "rates", hasFormat: false)
    var erodes = morphology == .erosion
    f.optional("erosion", &erodes, "whether it takes the least sums rather than the largest")
    morphology = erodes ? .erosion : .dilation
  }

  /// What becomes of the images of input 0 with the structuring element of input 1.
  func moved(_ inputs: InputSpecs) throws(ShapeError) -> TensorSpec {
    _ = try inputs.floating(0, "input")
    let image = try inputs.ranked(0, 4, "input")
    let filter = try inputs.ranked(1, 3, "filter").shape
    try inputs.sameType(0, 1, "filter")
    try inputs.expectShape([filter[0], filter[1], image.shape[3]], 1, "filter")
    do {
      let places = try sliding.places(of: [filter[0], filter[1]], on: image)
      return TensorSpec(
        Shape([image.shape[0]] + places + [max(image.shape[3], filter[2])]), image.dtype)
    } catch {
      var error = error
      if error.argument == "dilations" { error.argument = "rates" }
      throw error
    }
  }

  /// The window on the images of input 0.
  func shape(_ site: Site) -> WindowShape {
    sliding.shape(of: Array(site.inputShape(1)[..<2]), on: site.inputShape(0))
  }
}

extension Graph {
  /// The grey-scale dilation of images, as TensorFlow's `tf.nn.dilation2d`: the greatest sum of a
  /// pixel and the structuring element's number there.
  ///
  /// - Parameters:
  ///   - x: Images [batch, height, width, channels].
  ///   - filter: The structuring element [height, width, channels].
  ///   - strides: The steps of the window.
  ///   - rates: The distances of the window's points.
  ///   - padding: What lies around the images; it never counts.
  ///   - name: The operation's name.
  /// - Returns: [batch, height′, width′, channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the channels differ or a window without padding
  ///   is larger than the images.
  public func dilation2D(
    _ x: Output, _ filter: Output, strides: Pair = Pair(1), rates: Pair = Pair(1),
    padding: Padding = .valid, name: String? = nil
  ) throws(GraphError) -> Output {
    let sliding = SlidingWindow(strides: strides, padding: padding, dilations: rates)
    let window = MorphologyWindow(morphology: .dilation, sliding: sliding)
    return try add(Dilation2D(window: window), [x, filter], name: name).output(0)
  }

  /// The grey-scale erosion of images, as TensorFlow's `tf.nn.erosion2d`: the least difference of a
  /// pixel and the structuring element, turned by 180°.
  ///
  /// - Parameters:
  ///   - x: Images [batch, height, width, channels].
  ///   - filter: The structuring element [height, width, channels].
  ///   - strides: The steps of the window.
  ///   - rates: The distances of the window's points.
  ///   - padding: What lies around the images; it never counts.
  ///   - name: The operation's name.
  /// - Returns: [batch, height′, width′, channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the channels differ or a window without padding
  ///   is larger than the images.
  public func erosion2D(
    _ x: Output, _ filter: Output, strides: Pair = Pair(1), rates: Pair = Pair(1),
    padding: Padding = .valid, name: String? = nil
  ) throws(GraphError) -> Output {
    let sliding = SlidingWindow(strides: strides, padding: padding, dilations: rates)
    let window = MorphologyWindow(morphology: .erosion, sliding: sliding)
    return try add(Dilation2D(window: window), [x, filter], name: name ?? "erosion2d").output(0)
  }
}
