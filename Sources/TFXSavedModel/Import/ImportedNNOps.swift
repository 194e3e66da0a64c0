import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow's operations of neural networks, by their name.
let importedNNOps: [String: ImportedTensors] = [
  "AvgPool": {
    [
      try $0.graph.avgPool(
        $0.input(0), window: $0.pair("ksize"), strides: $0.pair("strides"), padding: $0.padding(),
        name: $0.name)
    ]
  },
  "AvgPool3D": {
    [
      try $0.graph.avgPool3D(
        $0.input(0), window: $0.triple("ksize"), strides: $0.triple("strides"),
        padding: $0.padding(), name: $0.name)
    ]
  },
  "BiasAdd": { site in
    if site.string("data_format") == "NCHW" {
      throw site.unsupported("data_format is NCHW; here it must be NHWC")
    }
    return [try site.graph.biasAdd(site.input(0), site.input(1), name: site.name)]
  },
  "Conv2D": {
    [
      try $0.graph.conv2D(
        $0.input(0), $0.input(1), strides: $0.pair("strides"), padding: $0.padding(),
        dilations: $0.pair("dilations", default: Pair(1)), name: $0.name)
    ]
  },
  "Conv2DBackpropInput": {
    [
      try $0.graph.conv2DTranspose(
        $0.input(2), $0.input(1), outputShape: $0.partialShape(0, "input_sizes"),
        strides: $0.pair("strides"), padding: $0.padding(),
        dilations: $0.pair("dilations", default: Pair(1)), name: $0.name)
    ]
  },
  "Conv3D": {
    [
      try $0.graph.conv3D(
        $0.input(0), $0.input(1), strides: $0.triple("strides"), padding: $0.padding(),
        dilations: $0.triple("dilations", default: Triple(1)), name: $0.name)
    ]
  },
  "Conv3DBackpropInputV2": {
    [
      try $0.graph.conv3DTranspose(
        $0.input(2), $0.input(1), outputShape: $0.partialShape(0, "input_sizes"),
        strides: $0.triple("strides"), padding: $0.padding(),
        dilations: $0.triple("dilations", default: Triple(1)), name: $0.name)
    ]
  },
  "DepthwiseConv2dNative": {
    [
      try $0.graph.depthwiseConv2D(
        $0.input(0), $0.input(1), strides: $0.pair("strides"), padding: $0.padding(),
        dilations: $0.pair("dilations", default: Pair(1)), name: $0.name)
    ]
  },
  "Dilation2D": {
    [
      try $0.graph.dilation2D(
        $0.input(0), $0.input(1), strides: $0.pair("strides"), rates: $0.pair("rates"),
        padding: $0.padding(), name: $0.name)
    ]
  },
  "FusedBatchNormV3": { site in
    // TensorFlow's default is training.
    if site.node.attributes["is_training"]?.b ?? true {
      throw site.unsupported("it normalises by the batch, as in training, which is not read here")
    }
    if site.string("data_format") == "NCHW" {
      throw site.unsupported("data_format is NCHW; here it must be NHWC")
    }
    return [
      try site.graph.fusedBatchNorm(
        site.input(0), scale: site.input(1), offset: site.input(2), mean: site.input(3),
        variance: site.input(4), epsilon: site.float("epsilon", default: 0.0001),
        isTraining: false, name: site.name
      ).y
    ]
  },
  "InTopK": {
    [
      try $0.graph.inTopK(
        predictions: $0.input(0), targets: $0.input(1), k: $0.int("k"), name: $0.name)
    ]
  },
  "InTopKV2": {
    [
      try $0.graph.inTopK(
        predictions: $0.input(0), targets: $0.input(1), k: $0.integer(2, "k"), name: $0.name)
    ]
  },
  "LRN": {
    [
      try $0.graph.lrn(
        $0.input(0), depthRadius: $0.int("depth_radius", default: 5),
        bias: $0.float("bias", default: 1), alpha: $0.float("alpha", default: 1),
        beta: $0.float("beta", default: 0.5), name: $0.name)
    ]
  },
  "LeakyRelu": {
    [
      try $0.graph.leakyRelu(
        $0.input(0), alpha: $0.float("alpha", default: 0.2), name: $0.name)
    ]
  },
  "MaxPool": {
    [
      try $0.graph.maxPool(
        $0.input(0), window: $0.pair("ksize"), strides: $0.pair("strides"), padding: $0.padding(),
        name: $0.name)
    ]
  },
  "MaxPool3D": {
    [
      try $0.graph.maxPool3D(
        $0.input(0), window: $0.triple("ksize"), strides: $0.triple("strides"),
        padding: $0.padding(), name: $0.name)
    ]
  },
  "SoftmaxCrossEntropyWithLogits": {
    try $0.graph.softmaxCrossEntropyWithLogits(
      labels: $0.input(1), logits: $0.input(0), name: $0.name
    ).operation.outputs
  },
  "SparseSoftmaxCrossEntropyWithLogits": {
    try $0.graph.sparseSoftmaxCrossEntropyWithLogits(
      labels: $0.input(1), logits: $0.input(0), name: $0.name
    ).operation.outputs
  },
]

/// TensorFlow's operations on images, by their name.
let importedImageOps: [String: ImportedTensors] = [
  "AdjustHue": { [try $0.graph.adjustHue($0.input(0), delta: $0.input(1), name: $0.name)] },
  "AdjustSaturation": {
    [try $0.graph.adjustSaturation($0.input(0), factor: $0.input(1), name: $0.name)]
  },
  "DecodePng": { site in
    if try site.type("dtype", default: .uint8) != .uint8 {
      throw site.unsupported("it makes other numbers than uint8")
    }
    return [
      try site.graph.decodePng(site.input(0), channels: site.int("channels"), name: site.name)
    ]
  },
  "EncodePng": {
    [
      try $0.graph.encodePng(
        $0.input(0), compression: $0.int("compression", default: -1), name: $0.name)
    ]
  },
  "HSVToRGB": { [try $0.graph.hsvToRGB($0.input(0), name: $0.name)] },
  "RGBToHSV": { [try $0.graph.rgbToHSV($0.input(0), name: $0.name)] },
  "ResizeArea": {
    [
      try $0.graph.resizeArea(
        $0.input(0), to: $0.size(), alignCorners: $0.bool("align_corners"), name: $0.name)
    ]
  },
  "ResizeBicubic": {
    [
      try $0.graph.resizeBicubic(
        $0.input(0), to: $0.size(), alignCorners: $0.bool("align_corners"),
        halfPixelCenters: $0.bool("half_pixel_centers"), name: $0.name)
    ]
  },
  "ResizeBilinear": {
    [
      try $0.graph.resizeBilinear(
        $0.input(0), to: $0.size(), alignCorners: $0.bool("align_corners"),
        halfPixelCenters: $0.bool("half_pixel_centers"), name: $0.name)
    ]
  },
  "ResizeNearestNeighbor": {
    [
      try $0.graph.resizeNearestNeighbor(
        $0.input(0), to: $0.size(), alignCorners: $0.bool("align_corners"),
        halfPixelCenters: $0.bool("half_pixel_centers"), name: $0.name)
    ]
  },
]

/// TensorFlow's random operations, by their name. The numbers are tfx's, the same ones in every run.
let importedRandomOps: [String: ImportedTensors] = [
  "Multinomial": {
    [
      try $0.graph.multinomial(
        $0.input(0), samples: $0.integer(1, "num_samples"),
        $0.type("output_dtype", default: .int64), seed: $0.seed(), name: $0.name)
    ]
  },
  "RandomGamma": {
    [
      try $0.graph.randomGamma(
        $0.shape(0, "shape"), alpha: $0.input(1), seed: $0.seed(), name: $0.name)
    ]
  },
  "RandomPoissonV2": { site in
    let rate = try site.input(1)
    if try site.type("dtype", default: .int64) != rate.dtype {
      throw site.unsupported("it makes numbers of another type than its rate's")
    }
    return [
      try site.graph.randomPoisson(
        site.shape(0, "shape"), rate: rate, seed: site.seed(), name: site.name)
    ]
  },
  "RandomShuffle": {
    [try $0.graph.randomShuffle($0.input(0), seed: $0.seed(), name: $0.name)]
  },
  "RandomStandardNormal": {
    [
      try $0.graph.randomNormal(
        $0.shape(0, "shape"), $0.type("dtype"), seed: $0.seed(), name: $0.name)
    ]
  },
  "RandomUniform": {
    [
      try $0.graph.randomUniform(
        $0.shape(0, "shape"), $0.type("dtype"), seed: $0.seed(), name: $0.name)
    ]
  },
  "RandomUniformInt": { site in
    let (low, high) = (try site.integer(1, "minval"), try site.integer(2, "maxval"))
    if low >= high { throw site.unsupported("its bounds are \(low) and \(high)") }
    return [
      try site.graph.randomUniform(
        site.shape(0, "shape"), in: low..<high, site.type("Tout"), seed: site.seed(),
        name: site.name)
    ]
  },
  "TruncatedNormal": {
    [
      try $0.graph.truncatedNormal(
        $0.shape(0, "shape"), $0.type("dtype"), seed: $0.seed(), name: $0.name)
    ]
  },
]

extension ImportSite {
  /// A shape that comes in, where what data will tell is unknown.
  fileprivate func partialShape(_ index: Int, _ argument: String) throws(SavedModelError) -> Shape {
    guard let shape = extents(index)?.partialShape else {
      throw unsupported("'\(argument)' is computed from other things than shapes and constants")
    }
    return shape
  }

  /// The height and width that images are brought to.
  fileprivate func size() throws(SavedModelError) -> Pair {
    let numbers = try integers(1, "size")
    if numbers.count != 2 { throw unsupported("'size' is \(numbers), not a height and a width") }
    return Pair(numbers[0], numbers[1])
  }
}
