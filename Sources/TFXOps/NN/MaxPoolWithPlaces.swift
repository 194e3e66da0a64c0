import TFXCore
import TFXGraph
import TFXKernels

/// MaxPool that notes where in its window each maximum stood, counted by rows.
/// x: [n, h, w, c] → y: [n, h′, w′, c], places: [n, h′, w′, c], uint8.
/// A plan makes it of a MaxPool whose gradient is wanted; it does not stand in a graph. TensorFlow's
/// MaxPoolWithArgmax counts places in the whole batch instead, which takes eight times the memory.
struct MaxPoolWithPlaces: FloatingOp {
  static let type = "_MaxPoolWithPlaces"

  var pooling: PoolingWindow

  var attributes: [Attribute] { pooling.attributes }

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

  var pooling: PoolingWindow
  /// The shape of what was pooled.
  var image: Shape

  var attributes: [Attribute] { pooling.attributes }

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

extension MaxPool: NotingOp {
  func noting(for reader: any Op, _ inputs: [TensorSpec]) -> Noting? {
    pooling.noting(for: reader, inputs)
  }
}

extension MaxPoolWithPlaces: NotingOp {
  func noting(for reader: any Op, _ inputs: [TensorSpec]) -> Noting? {
    pooling.noting(for: reader, inputs)
  }
}

extension PoolingWindow {
  /// What a pool of images and its gradient become with places noted.
  fileprivate func noting(for reader: any Op, _ inputs: [TensorSpec]) -> Noting? {
    guard inputs[0].dtype.isFloating else { return nil }
    guard reader is MaxPoolGrad, shape(inputs[0].shape.dimensions).hasPlaces else { return nil }
    return Noting(
      writer: MaxPoolWithPlaces(pooling: self),
      reader: MaxPoolGradWithPlaces(pooling: self, image: inputs[0].shape), kept: [2])
  }
}

extension MaxPoolGradWithPlaces: SpreadingOp {
  func spreading(
    into reader: any Op, input: Int, _ inputs: [TensorSpec], _ readerInputs: [TensorSpec],
    _ options: LoweringOptions
  ) -> (any Op)? {
    guard input == 2 else { return nil }
    let pool = pooling.shape(image.dimensions)
    let images = readerInputs[0].shape
    let filter = readerInputs[1].shape
    if let reader = reader as? Conv2DBackpropFilter {
      let shape = reader.geometry.convolutionShape(images.dimensions, filter.dimensions)
      return PooledConvolutionGradient.handlesKernel(shape, pool: pool)
        && PooledConvolutionGradient.pays(shape, pool: pool)
        ? PooledConv2DBackpropFilter(geometry: reader.geometry, pool: self) : nil
    }
    let isFused = reader is FusedConv2DBackpropInput
    let plain = (reader as? FusedConv2DBackpropInput)?.convolution ?? reader as? Conv2DBackpropInput
    guard let plain else { return nil }
    let shape = plain.geometry.convolutionShape(images.dimensions, filter.dimensions)
    return PooledConvolutionGradient.handlesInput(shape, pool: pool)
      && PooledConvolutionGradient.pays(shape, pool: pool)
      ? PooledConv2DBackpropInput(geometry: plain.geometry, pool: self, hasReluGrad: isFused) : nil
  }
}
