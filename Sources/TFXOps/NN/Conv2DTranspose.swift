public import TFXCore
public import TFXGraph
import TFXKernels

/// y = what a Conv2D with the filter makes value of, taken backwards: its gradient with respect to
/// the images, for value as that of its output.
/// value: [n, h, w, c], filter: [p, q, o, c] → y: [n, h′, w′, o].
/// ∂value = Conv2D(∂y, filter), ∂filter = Conv2DBackpropFilter(∂y, value).
///
/// TensorFlow writes Conv2DBackpropInput with a tensor of sizes; here they are attributes, so that
/// the batch may be unknown.
struct Conv2DTranspose: FloatingOp {
  var outputSize = Pair(1)
  var geometry = SlidingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("output_size", &outputSize, "height and width of the result")
    geometry.fields(&f, dilations: "dilations")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let value = try inputs.floating(0, "value")
    _ = try inputs.ranked(0, 4, "value")
    let filter = try inputs.ranked(1, 4, "filter").shape
    try inputs.sameType(0, 1, "filter")
    if ![outputSize.height, outputSize.width].allSatisfy((0...Int(Int32.max)).contains) {
      throw ShapeError("output_shape", expected: "a height and a width", found: "\(outputSize)")
    }
    let y = TensorSpec(
      [value.shape[0], outputSize.height, outputSize.width, filter[2]], value.dtype)
    let places: Pair
    do {
      places = try geometry.places(of: Pair(filter[0], filter[1]), on: y)
    } catch {
      var error = error
      if error.argument == "input" { error.argument = "output_shape" }
      throw error
    }
    try inputs.expectShape(
      [value.shape[0], places.height, places.width, filter[3]], 0, "value")
    return [y]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil] }
    let (value, filter) = (node[0], node[1])
    return [
      try dy.graph.add(Conv2D(geometry: geometry), [dy, filter]).output(0),
      try dy.graph.add(Conv2DBackpropFilter(geometry: geometry), [dy, filter, value]).output(0),
    ]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    let value = inputs[0].shape
    return 2 * inputs[1].shape.elementCount * (value.elementCount / max(value[3], 1))
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let value = site.input(0, type)
    let filter = site.input(1, type)
    let y = site.output(0, type)
    let extents = site.inputShape(1)
    let shape = geometry.shape(
      site.outputShape(0), window: Pair(extents[0], extents[1]), outputChannels: extents[3])
    return shape.kernel(type, .backwardInput) { $0.backwardInput(value, filter, y) }
  }
}

extension Graph {
  /// The transpose of a convolution, also called deconvolution: images of a given shape from
  /// what a convolution would make of them, as TensorFlow's `tf.nn.conv2d_transpose`.
  ///
  /// - Parameters:
  ///   - value: [batch, height, width, channels].
  ///   - filter: [height, width, output channels, channels].
  ///   - outputShape: [batch, height′, width′, output channels], of which the batch and the channels
  ///     may be unknown.
  ///   - strides: The steps of the convolution's window.
  ///   - padding: What the convolution puts around its images.
  ///   - dilations: The distances of the window's points.
  ///   - name: The operation's name.
  /// - Returns: A tensor of the output shape.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless a convolution of the output shape makes the
  ///   shape of `value`.
  public func conv2DTranspose(
    _ value: Output, _ filter: Output, outputShape: Shape, strides: Pair = Pair(1),
    padding: Padding = .same, dilations: Pair = Pair(1), name: String? = nil
  ) throws(GraphError) -> Output {
    try expectOutputShape(
      outputShape, rank: 4, value, filter, op: "Conv2DTranspose", name: name)
    let geometry = SlidingWindow(strides: strides, padding: padding, dilations: dilations)
    let definition = Conv2DTranspose(
      outputSize: Pair(outputShape[1], outputShape[2]), geometry: geometry)
    return try add(definition, [value, filter], name: name).output(0)
  }

  /// Throws unless the output shape of a transposed convolution has the batch of `value` and the
  /// output channels of `filter`, as far as they are known.
  func expectOutputShape(
    _ shape: Shape, rank: Int, _ value: Output, _ filter: Output, op: String, name: String?
  ) throws(GraphError) {
    func fail(_ expected: String) -> GraphError {
      .invalid(
        op: op, node: scopedName(name ?? op),
        ShapeError("output_shape", expected: expected, found: "\(shape)"))
    }
    if shape.rank != rank { throw fail("\(rank) extents") }
    // Whether the tensors have the right ranks is the operation's business.
    guard value.shape.rank == rank, filter.shape.rank == rank else { return }
    let batch: Shape = [value.shape[0]]
    if batch.merged(with: [shape[0]]) == nil { throw fail("a batch of \(value.shape[0])") }
    let channels: Shape = [filter.shape[rank - 2]]
    if channels.merged(with: [shape[rank - 1]]) == nil { throw fail("\(channels[0]) channels") }
  }
}
