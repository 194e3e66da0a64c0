import TFXCore
public import TFXGraph
import TFXKernels

/// y[n, i, o] = Σ x[n, i s + p d, c] · filter[p, c, o] over p, c, with i and p places along three
/// axes, s the strides and d the dilations.
/// x: [n, z, h, w, c], filter: [q, r, s, c, o] → y: [n, z′, h′, w′, o].
/// Linear in both, so that its gradients are convolutions too.
struct Conv3D: FloatingOp {
  var geometry = SlidingVolume()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    return [try geometry.convolution(inputs)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil] }
    let (x, filter) = (node[0], node[1])
    return [
      try dy.graph.add(Conv3DBackpropInputV2(geometry: geometry), [x, filter, dy]).output(0),
      try dy.graph.add(Conv3DBackpropFilterV2(geometry: geometry), [x, filter, dy]).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let filter = site.input(1, type)
    let y = site.output(0, type)
    let convolution = geometry.convolution(site.inputShape(0), site.inputShape(1), type)
    return { convolution.forward(x, filter, y) }
  }
}

/// ∂x of Conv3D.   x: [n, z, h, w, c] (shape only), filter: [q, r, s, c, o], ∂y: [n, z′, h′, w′, o]
/// → ∂x: [n, z, h, w, c].
struct Conv3DBackpropInputV2: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var geometry = SlidingVolume()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f)
  }

  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try geometry.convolution(inputs)
    try inputs.expectSpec(y, 2, "out_backprop")
    return [inputs[0]]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let d = outputGradients[0] else { return [nil, nil, nil] }
    let (filter, dy) = (node[1], node[2])
    return [
      nil, try d.graph.add(Conv3DBackpropFilterV2(geometry: geometry), [d, filter, dy]).output(0),
      try d.graph.add(Conv3D(geometry: geometry), [d, filter]).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let filter = site.input(1, type)
    let dy = site.input(2, type)
    let dx = site.output(0, type)
    let convolution = geometry.convolution(site.inputShape(0), site.inputShape(1), type)
    return { convolution.backwardInput(dy, filter, dx) }
  }
}

/// ∂filter of Conv3D.   x: [n, z, h, w, c], filter: [q, r, s, c, o] (shape only),
/// ∂y: [n, z′, h′, w′, o] → ∂filter: [q, r, s, c, o].
struct Conv3DBackpropFilterV2: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var geometry = SlidingVolume()

  mutating func fields(_ f: inout some FieldVisitor) {
    geometry.fields(&f)
  }

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try geometry.convolution(inputs)
    try inputs.expectSpec(y, 2, "out_backprop")
    return [inputs[1]]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let d = outputGradients[0] else { return [nil, nil, nil] }
    let (x, dy) = (node[0], node[2])
    return [
      try d.graph.add(Conv3DBackpropInputV2(geometry: geometry), [x, d, dy]).output(0), nil,
      try d.graph.add(Conv3D(geometry: geometry), [x, d]).output(0),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let dy = site.input(2, type)
    let dFilter = site.output(0, type)
    let convolution = geometry.convolution(site.inputShape(0), site.inputShape(1), type)
    return { convolution.backwardFilter(x, dy, dFilter) }
  }
}

extension Conv3D {
  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    SlidingVolume.floatingPointOperations(filter: inputs[1].shape, output: outputs[0].shape)
  }
}

extension Conv3DBackpropInputV2 {
  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    SlidingVolume.floatingPointOperations(filter: inputs[1].shape, output: inputs[2].shape)
  }
}

extension Conv3DBackpropFilterV2 {
  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    SlidingVolume.floatingPointOperations(filter: inputs[1].shape, output: inputs[2].shape)
  }
}

extension SlidingVolume {
  /// Those of a convolution, or of either of its gradients.
  static func floatingPointOperations(filter: Shape, output: Shape) -> Int {
    2 * filter.elementCount * (output.elementCount / max(output[4], 1))
  }

  /// What a convolution makes of input 0 with the filter of input 1.
  fileprivate func convolution(_ inputs: InputSpecs) throws(ShapeError) -> TensorSpec {
    _ = try inputs.floating(0, "input")
    let volume = try inputs.ranked(0, 5, "input")
    let filter = try inputs.ranked(1, 5, "filter").shape
    try inputs.sameType(0, 1, "filter")
    let channels = volume.shape[4]
    if channels != filter[3], channels != Shape.unknown, filter[3] != Shape.unknown {
      throw ShapeError(
        "filter", expected: "\(channels) input channels, as input is \(volume)", found: "\(filter)")
    }
    let places = try places(of: Triple(filter[0], filter[1], filter[2]), on: volume)
    return TensorSpec(Shape([volume.shape[0]] + places + [filter[4]]), volume.dtype)
  }

  /// The convolution prepared for volumes and a filter of known shapes.
  func convolution<T: KernelScalar>(
    _ volume: [Int], _ filter: [Int], _ type: T.Type
  ) -> Convolution3D<T> {
    let window = window(Triple(filter[0], filter[1], filter[2]), on: volume)
    return Convolution3D(window, outputChannels: filter[4])
  }
}

extension Graph {
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
    let geometry = SlidingVolume(strides: strides, padding: padding, dilations: dilations)
    return try add(Conv3D(geometry: geometry), [x, filter], name: name).output(0)
  }
}
