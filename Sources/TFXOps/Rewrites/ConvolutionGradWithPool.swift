import TFXCore
import TFXGraph
import TFXKernels

/// The gradient of a max pool with noted places, and the two gradients of the convolution before it
/// → _PooledConv2DBackpropInput and _PooledConv2DBackpropFilter, if nobody else reads the pool's
/// gradient and there are loops for these shapes.
///
/// Behind a 2×2 max pool three of four numbers of the gradient are zero. Those that are not are gone
/// through alone, with which 0.32 instead of 1.45 ms went to the images' gradient of 32 to 64 channels
/// of 13×13, 128 images, and 0.24 instead of 1.29 ms to the filter's. With more than 32,768 pairs of
/// channels it does not pay (docs/decisions.md, gradients of pooled convolutions).
struct ConvolutionGradWithPool: MergeRewrite {
  var spreads: Bool { true }

  func merged(
    _ first: MaxPoolGradWithPlaces, _ inputs: [TensorSpec], into reader: Reader
  ) -> (any Op)? {
    guard reader.input == 2 else { return nil }
    let pool = first.pooling.shape(first.image.dimensions)
    func suits(
      _ geometry: SlidingWindow<Images>, _ handles: (ConvolutionShape, WindowShape) -> Bool
    ) -> Bool {
      let shape = geometry.convolutionShape(
        reader.inputs[0].shape.dimensions, reader.inputs[1].shape.dimensions)
      return handles(shape, pool) && PooledConvolutionGradient.pays(shape, pool: pool)
    }
    func input(_ grad: Conv2DBackpropInput, hasReluGrad: Bool) -> (any Op)? {
      suits(grad.geometry) { PooledConvolutionGradient.handlesInput($0, pool: $1) }
        ? PooledConv2DBackpropInput(
          geometry: grad.geometry, pool: first, hasReluGrad: hasReluGrad) : nil
    }
    switch reader.op {
    case let grad as Conv2DBackpropFilter:
      return suits(grad.geometry) { PooledConvolutionGradient.handlesKernel($0, pool: $1) }
        ? PooledConv2DBackpropFilter(geometry: grad.geometry, pool: first) : nil
    case let grad as Conv2DBackpropInput: return input(grad, hasReluGrad: false)
    case let grad as FusedConv2DBackpropInput: return input(grad.convolution, hasReluGrad: true)
    default: return nil
    }
  }
}

/// ∂x of Conv2D behind which stands a max pool, from the pooled gradient and the places of the
/// maxima.   ∂y: [n, h″, w″, o], places: [n, h″, w″, o], x: [n, h, w, c] (shape only),
/// filter: [p, q, c, o], and of a relu that made x: x once more → ∂x: [n, h, w, c].
struct PooledConv2DBackpropInput: FloatingOp {
  static let type = "_PooledConv2DBackpropInput"

  var geometry = SlidingWindow<Images>()
  var pool = MaxPoolGradWithPlaces()
  var hasReluGrad = false

  mutating func fields(_ f: inout some FieldVisitor) { geometry.fields(&f, dilations: nil) }

  var shapeOnlyInputs: Set<Int> { [2] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(hasReluGrad ? 5 : 4)
    return [inputs[2]]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    geometry.floatingPointOperations(filter: inputs[3].shape, output: inputs[0].shape)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (dy, places) = (site.input(0, type), site.input(1, UInt8.self))
    let filter = site.input(3, type)
    let dx = site.output(0, type)
    let prepared = PooledConvolutionGradient(
      geometry.convolutionShape(site.inputShape(2), site.inputShape(3)),
      pool: pool.pooling.shape(pool.image.dimensions), passes: .backwardInput)
    let passing = hasReluGrad ? site.input(4, type) : nil
    return { prepared.backwardInput(dy, places, filter, dx, passing: passing) }
  }
}

/// ∂filter of Conv2D behind which stands a max pool, from the pooled gradient and the places of the
/// maxima.   ∂y: [n, h″, w″, o], places: [n, h″, w″, o], x: [n, h, w, c],
/// filter: [p, q, c, o] (shape only) → ∂filter: [p, q, c, o].
struct PooledConv2DBackpropFilter: FloatingOp {
  static let type = "_PooledConv2DBackpropFilter"

  var geometry = SlidingWindow<Images>()
  var pool = MaxPoolGradWithPlaces()

  mutating func fields(_ f: inout some FieldVisitor) { geometry.fields(&f, dilations: nil) }

  var shapeOnlyInputs: Set<Int> { [3] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    return [inputs[3]]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    geometry.floatingPointOperations(filter: inputs[3].shape, output: inputs[0].shape)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (dy, places) = (site.input(0, type), site.input(1, UInt8.self))
    let x = site.input(2, type)
    let dFilter = site.output(0, type)
    let prepared = PooledConvolutionGradient(
      geometry.convolutionShape(site.inputShape(2), site.inputShape(3)),
      pool: pool.pooling.shape(pool.image.dimensions), passes: .backwardKernel)
    return { prepared.backwardKernel(x, dy, places, dFilter) }
  }
}
