import TFXCore
import TFXGraph
import TFXKernels

/// MaxPool and its MaxPoolGrad → _MaxPoolWithPlaces and _MaxPoolGradWithPlaces, where a window has so
/// few elements that a byte tells a place.
///
/// The gradient needs neither the pool's input nor its output any more, so that neither is kept for it
/// nor compared again, and a convolution's gradients can take it in
/// (docs/decisions.md, gradients of pooled convolutions go through the maxima alone).
struct PlacesOfMaxima: NodeRewrite {
  func apply(at node: Int, of program: inout Program) -> Bool {
    let grad = program.nodes[node]
    guard let op = grad.op as? MaxPoolGrad, let pool = program.values[grad.inputs[1]].producer,
      program.nodes[pool].op is MaxPool || program.nodes[pool].op is MaxPoolWithPlaces,
      program.nodes[pool].op.attributes == op.attributes,
      program.nodes[pool].outputs[0] == grad.inputs[1],
      program.nodes[pool].inputs == [grad.inputs[0]]
    else { return false }
    let (image, dtype) = (
      program.values[grad.inputs[0]].spec.shape, program.values[grad.inputs[0]].spec.dtype
    )
    guard dtype.isFloating, op.pooling.shape(image.dimensions).hasPlaces else { return false }
    if program.nodes[pool].op is MaxPool {
      program.nodes[pool].op = MaxPoolWithPlaces(pooling: op.pooling)
      let y = program.values[grad.inputs[1]].spec
      program.nodes[pool].outputs.append(program.values.count)
      program.values.append(
        Program.Value(
          spec: TensorSpec(y.shape, .uint8), producer: pool,
          name: "\(program.nodes[pool].name):note"))
    }
    program.replace(
      node, by: MaxPoolGradWithPlaces(pooling: op.pooling, image: image),
      of: [grad.inputs[2], program.nodes[pool].outputs[1]])
    return true
  }
}

/// MaxPool that notes where in its window each maximum stood, counted by rows.
/// x: [n, h, w, c] → y: [n, h′, w′, c], places: [n, h′, w′, c], uint8.
/// TensorFlow's MaxPoolWithArgmax counts places in the whole batch instead, which takes eight times the
/// memory.
struct MaxPoolWithPlaces: FloatingOp {
  static let type = "_MaxPoolWithPlaces"

  var pooling = PoolingWindow<Images>()

  mutating func fields(_ f: inout some FieldVisitor) { pooling.fields(&f) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let y = try pooling.pooled(inputs, 0)
    return [y, TensorSpec(y.shape, .uint8)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let places = site.output(1, UInt8.self)
    let shape = pooling.shape(site.inputShape(0))
    return { Kernels.maxPool(x, y, places, shape) }
  }
}

/// ∂x of MaxPool: each ∂y at its place, 0 elsewhere.
/// ∂y: [n, h′, w′, c], places: [n, h′, w′, c], uint8 → ∂x: [n, h, w, c].
struct MaxPoolGradWithPlaces: FloatingOp {
  static let type = "_MaxPoolGradWithPlaces"

  var pooling = PoolingWindow<Images>()
  /// The shape of what was pooled.
  var image = Shape.scalar

  mutating func fields(_ f: inout some FieldVisitor) { pooling.fields(&f) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    return [TensorSpec(image, inputs[0].dtype)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let dy = site.input(0, type)
    let places = site.input(1, UInt8.self)
    let dx = site.output(0, type)
    let shape = pooling.shape(image.dimensions)
    return { Kernels.maxPoolGrad(dy, places, dx, shape) }
  }
}
