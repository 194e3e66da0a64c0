public import TFXCore
public import TFXGraph
import TFXKernels

/// The kinds of transposed convolutions.
protocol TransposedKind: Sendable {
  associatedtype Convolution: ConvolutionKind
  static var type: String { get }
}

enum ImageTransposition: TransposedKind {
  typealias Convolution = ImageConvolution
  static let type = "Conv2DTranspose"
}

enum VolumeTransposition: TransposedKind {
  typealias Convolution = VolumeConvolution
  static let type = "Conv3DTranspose"
}

typealias Conv2DTranspose = TransposedConvolution<ImageTransposition>
typealias Conv3DTranspose = TransposedConvolution<VolumeTransposition>

/// y = the gradient of a convolution of y with the filter with respect to y, for value as that of
/// its output: the convolution taken backwards.
/// value: [n, extents…, c], filter: [extents…, o, c] → y: [n, extents′…, o].
/// ∂value = the convolution of ∂y, ∂filter = its gradient for the filter, of ∂y and value.
///
/// TensorFlow writes Conv2DBackpropInput with a tensor of sizes; here they are attributes, so that
/// the batch may be unknown.
struct TransposedConvolution<Kind: TransposedKind>: FloatingOp {
  typealias Input = Kind.Convolution.Input

  static var type: String { Kind.type }

  var outputSize = Input.ones
  var geometry = SlidingWindow<Input>()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.extents("output_size", &outputSize, of: Input.self, "\(Input.axisNames) of the result")
    geometry.fields(&f, dilations: "dilations")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let axes = Input.axes
    try inputs.expect(2)
    let value = try inputs.floating(0, "value")
    _ = try inputs.ranked(0, axes + 2, "value")
    let filter = try inputs.ranked(1, axes + 2, "filter").shape
    try inputs.sameType(0, 1, "filter")
    if !outputSize.allSatisfy((0...Int(Int32.max)).contains) {
      throw ShapeError("output_shape", expected: Input.axisNames, found: "\(outputSize)")
    }
    let y = TensorSpec(Shape([value.shape[0]] + outputSize + [filter[axes]]), value.dtype)
    let places: [Int]
    do {
      places = try geometry.places(of: Array(filter.dimensions[..<axes]), on: y)
    } catch {
      var error = error
      if error.argument == "input" { error.argument = "output_shape" }
      throw error
    }
    try inputs.expectShape(Shape([value.shape[0]] + places + [filter[axes + 1]]), 0, "value")
    return [y]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let (value, filter) = (node[0], node[1])
    let forward = ConvolutionOp<Kind.Convolution>(geometry: geometry)
    let backpropFilter = ConvolutionBackpropFilter<Kind.Convolution>(geometry: geometry)
    return [
      try dy.graph.add(forward, [dy, filter]).output(0),
      try dy.graph.add(backpropFilter, [dy, filter, value]).output(0),
    ]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    geometry.floatingPointOperations(filter: inputs[1].shape, output: inputs[0].shape)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (value, filter) = (site.input(0, type), site.input(1, type))
    let y = site.output(0, type)
    let shape = geometry.convolutionShape(site.outputShape(0), site.inputShape(1))
    return shape.kernel(type, .backwardInput, winograd: site.options.winograd.choice) {
      $0.backwardInput(value, filter, y)
    }
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
      outputSize: Array(outputShape.dimensions[1...2]), geometry: geometry)
    return try add(definition, [value, filter], name: name).output(0)
  }

  /// The transpose of a convolution of volumes, as TensorFlow's `tf.nn.conv3d_transpose`.
  ///
  /// - Parameters:
  ///   - value: [batch, depth, height, width, channels].
  ///   - filter: [depth, height, width, output channels, channels].
  ///   - outputShape: [batch, depth′, height′, width′, output channels], of which the batch and the
  ///     channels may be unknown.
  ///   - strides: The steps of the convolution's window.
  ///   - padding: What the convolution puts around its volumes.
  ///   - dilations: The distances of the window's points.
  ///   - name: The operation's name.
  /// - Returns: A tensor of the output shape.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless a convolution of the output shape makes the
  ///   shape of `value`.
  public func conv3DTranspose(
    _ value: Output, _ filter: Output, outputShape: Shape, strides: Triple = Triple(1),
    padding: Padding = .same, dilations: Triple = Triple(1), name: String? = nil
  ) throws(GraphError) -> Output {
    try expectOutputShape(
      outputShape, rank: 5, value, filter, op: "Conv3DTranspose", name: name)
    let geometry = SlidingWindow(strides: strides, padding: padding, dilations: dilations)
    let definition = Conv3DTranspose(
      outputSize: Array(outputShape.dimensions[1...3]), geometry: geometry)
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
