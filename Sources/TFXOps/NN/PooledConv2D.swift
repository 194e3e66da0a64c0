import TFXCore
import TFXGraph
import TFXKernels

/// ∂x of Conv2D behind which stands a max pool, from the pooled gradient and the places of the
/// maxima.   ∂y: [n, h″, w″, o], places: [n, h″, w″, o], x: [n, h, w, c] (shape only),
/// filter: [p, q, c, o], and of a relu that made x: x once more → ∂x: [n, h, w, c].
/// A plan makes it of MaxPoolGrad, Conv2DBackpropInput and ReluGrad; it does not stand in a graph.
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
/// A plan makes it of MaxPoolGrad and Conv2DBackpropFilter; it does not stand in a graph.
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
