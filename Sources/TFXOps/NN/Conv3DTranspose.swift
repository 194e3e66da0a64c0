public import TFXCore
public import TFXGraph
import TFXKernels

/// y = what a Conv3D with the filter makes value of, taken backwards: its gradient with respect to
/// the volumes, for value as that of its output.
/// value: [n, z, h, w, c], filter: [p, q, r, o, c] → y: [n, z′, h′, w′, o].
/// ∂value = Conv3D(∂y, filter), ∂filter = Conv3DBackpropFilterV2(∂y, value).
///
/// TensorFlow writes Conv3DBackpropInputV2 with a tensor of sizes; here they are attributes, so that
/// the batch may be unknown.
struct Conv3DTranspose: FloatingOp {
  var outputSize = Triple(1)
  var geometry = SlidingVolume()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("output_size", &outputSize, "depth, height and width of the result")
    geometry.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let value = try inputs.floating(0, "value")
    _ = try inputs.ranked(0, 5, "value")
    let filter = try inputs.ranked(1, 5, "filter").shape
    try inputs.sameType(0, 1, "filter")
    if !outputSize.all.allSatisfy((0...Int(Int32.max)).contains) {
      throw ShapeError("output_shape", expected: "three extents", found: "\(outputSize)")
    }
    let y = TensorSpec(Shape([value.shape[0]] + outputSize.all + [filter[3]]), value.dtype)
    let places: [Int]
    do {
      places = try geometry.places(of: Triple(filter[0], filter[1], filter[2]), on: y)
    } catch {
      var error = error
      if error.argument == "input" { error.argument = "output_shape" }
      throw error
    }
    try inputs.expectShape(Shape([value.shape[0]] + places + [filter[4]]), 0, "value")
    return [y]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil] }
    let (value, filter) = (node[0], node[1])
    return [
      try dy.graph.add(Conv3D(geometry: geometry), [dy, filter]).output(0),
      try dy.graph.add(Conv3DBackpropFilterV2(geometry: geometry), [dy, filter, value]).output(0),
    ]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    SlidingVolume.floatingPointOperations(filter: inputs[1].shape, output: inputs[0].shape)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let value = site.input(0, type)
    let filter = site.input(1, type)
    let y = site.output(0, type)
    let convolution = geometry.convolution(site.outputShape(0), site.inputShape(1), type)
    return { convolution.backwardInput(value, filter, y) }
  }
}

extension Graph {
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
    let geometry = SlidingVolume(strides: strides, padding: padding, dilations: dilations)
    let definition = Conv3DTranspose(
      outputSize: Triple(outputShape[1], outputShape[2], outputShape[3]), geometry: geometry)
    return try add(definition, [value, filter], name: name).output(0)
  }
}
