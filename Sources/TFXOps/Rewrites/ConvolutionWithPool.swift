import TFXCore
import TFXGraph
import TFXKernels

/// MaxPool of _FusedConv2D, where the pool may note the places of its maxima → _FusedConv2DMaxPool, if
/// nobody else reads the convolution and Winograd's loops take its shape.
///
/// Bias, relu and the pool are done on the tiles of the convolution before they leave the cache: with
/// Winograd's algorithm, 0.59 instead of 1.38 ms from 32 to 64 channels of 15×15, 128 images
/// (docs/decisions.md, Winograd's algorithm in loops of our own).
struct ConvolutionWithPool: MergeRewrite {
  var spreads: Bool { true }

  func merged(_ first: FusedConv2D, _ inputs: [TensorSpec], into reader: Reader) -> (any Op)? {
    let pooling: PoolingWindow<Images>
    let hasPlaces: Bool
    switch reader.op {
    case let pool as MaxPool: (pooling, hasPlaces) = (pool.pooling, false)
    case let pool as MaxPoolWithPlaces: (pooling, hasPlaces) = (pool.pooling, true)
    default: return nil
    }
    let shape = first.convolution.geometry.convolutionShape(
      inputs[0].shape.dimensions, inputs[1].shape.dimensions)
    let pool = pooling.shape(shape.outputDimensions)
    let winograd = reader.options.winograd.choice
    if !PooledConvolution2D.handles(shape, pool: pool, winograd) { return nil }
    return FusedConv2DMaxPool(convolution: first, pooling: pooling, hasPlaces: hasPlaces)
  }
}

/// y = the max pool of FusedConv2D(x, filter, bias), in one go, and the places of the maxima where
/// wanted.   x: [n, h, w, c], filter: [p, q, c, o], bias: [o] → y: [n, h″, w″, o],
/// places: [n, h″, w″, o], uint8.
struct FusedConv2DMaxPool: FloatingOp {
  static let type = "_FusedConv2DMaxPool"

  var convolution = FusedConv2D()
  var pooling = PoolingWindow<Images>()
  var hasPlaces = false

  mutating func fields(_ f: inout some FieldVisitor) { convolution.fields(&f) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let image = try convolution.infer(inputs)
    let y = try pooling.pooled(InputSpecs(image), 0)
    return hasPlaces ? [y, TensorSpec(y.shape, .uint8)] : [y]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    guard let image = try? convolution.infer(InputSpecs(inputs)) else { return 0 }
    return convolution.floatingPointOperations(inputs, image)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (x, filter) = (site.input(0, type), site.input(1, type))
    let bias = site.input(2, type)
    let y = site.output(0, type)
    let places = hasPlaces ? site.output(1, UInt8.self) : nil
    let shape = convolution.convolution.geometry.convolutionShape(
      site.inputShape(0), site.inputShape(1))
    let prepared = PooledConvolution2D(
      shape, pool: pooling.shape(shape.outputDimensions), relu: convolution.hasRelu)
    return { prepared.forward(x, filter, bias, y, places) }
  }
}
