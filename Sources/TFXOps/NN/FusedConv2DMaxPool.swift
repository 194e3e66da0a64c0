import TFXCore
import TFXGraph
import TFXKernels

/// y = the max pool of FusedConv2D(x, filter, bias), in one go, and the places of the maxima where
/// wanted.   x: [n, h, w, c], filter: [p, q, c, o], bias: [o] → y: [n, h″, w″, o],
/// places: [n, h″, w″, o], uint8.
/// A plan makes it of FusedConv2D and MaxPool; it does not stand in a graph.
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

extension FusedConv2D: SpreadingOp {
  func spreading(
    into reader: any Op, input: Int, _ inputs: [TensorSpec], _ readerInputs: [TensorSpec],
    _ options: LoweringOptions
  ) -> (any Op)? {
    let pooling: PoolingWindow<Images>
    let hasPlaces: Bool
    if let pool = reader as? MaxPool {
      (pooling, hasPlaces) = (pool.pooling, false)
    } else if let pool = reader as? MaxPoolWithPlaces {
      (pooling, hasPlaces) = (pool.pooling, true)
    } else {
      return nil
    }
    let shape = convolution.geometry.convolutionShape(
      inputs[0].shape.dimensions, inputs[1].shape.dimensions)
    let pool = pooling.shape(shape.outputDimensions)
    if !PooledConvolution2D.handles(shape, pool: pool, options.winograd.choice) { return nil }
    return FusedConv2DMaxPool(convolution: self, pooling: pooling, hasPlaces: hasPlaces)
  }
}
