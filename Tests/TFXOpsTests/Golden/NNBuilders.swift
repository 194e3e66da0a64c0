import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  /// Builders of Tests/Fixtures/tensorflow/ops_nn.py and ops_nn_windows.py.
  static let nnBuilders: [String: Build] =
    convolutionBuilders
    .merging(poolingBuilders) { $1 }
    .merging(normalizationBuilders) { $1 }
    .merging(activationBuilders) { $1 }

  private static let convolutionBuilders: [String: Build] = [
    "conv1D": { g, x, a in
      [
        try g.conv1D(
          x[0], x[1], stride: a.integer("stride", default: 1), padding: a.padding,
          dilation: a.integer("dilation", default: 1))
      ]
    },
    "conv1DTranspose": { g, x, a in
      [
        try g.conv1DTranspose(
          x[0], x[1], outputShape: Shape(a.numbers("output_shape")),
          stride: a.integer("stride", default: 1), padding: a.padding)
      ]
    },
    "Conv2D": { g, x, a in
      [
        try g.conv2D(
          x[0], x[1], strides: a.two("strides"), padding: a.padding,
          dilations: a.two("dilations"))
      ]
    },
    "DepthwiseConv2dNative": { g, x, a in
      [
        try g.depthwiseConv2D(
          x[0], x[1], strides: a.two("strides"), padding: a.padding,
          dilations: a.two("dilations"))
      ]
    },
    "separableConv2D": { g, x, a in
      [
        try g.separableConv2D(
          x[0], depthwiseFilter: x[1], pointwiseFilter: x[2], strides: a.two("strides"),
          padding: a.padding)
      ]
    },
    "Conv2DTranspose": { g, x, a in
      [
        try g.conv2DTranspose(
          x[0], x[1], outputShape: Shape(a.numbers("output_shape")), strides: a.two("strides"),
          padding: a.padding)
      ]
    },
    "Conv3D": { g, x, a in
      [
        try g.conv3D(
          x[0], x[1], strides: a.three("strides"), padding: a.padding,
          dilations: a.three("dilations"))
      ]
    },
    "Conv3DTranspose": { g, x, a in
      [
        try g.conv3DTranspose(
          x[0], x[1], outputShape: Shape(a.numbers("output_shape")),
          strides: a.three("strides"), padding: a.padding)
      ]
    },
    "Dilation2D": { g, x, a in
      [
        try g.dilation2D(
          x[0], x[1], strides: a.two("strides"), rates: a.two("rates"), padding: a.padding)
      ]
    },
    "erosion2D": { g, x, a in
      [
        try g.erosion2D(
          x[0], x[1], strides: a.two("strides"), rates: a.two("rates"), padding: a.padding)
      ]
    },
  ]

  private static let poolingBuilders: [String: Build] = [
    "maxPool1D": { g, x, a in
      [
        try g.maxPool1D(
          x[0], window: a.integer("ksize", default: 1), stride: a.integer("stride", default: 1),
          padding: a.padding)
      ]
    },
    "avgPool1D": { g, x, a in
      [
        try g.avgPool1D(
          x[0], window: a.integer("ksize", default: 1), stride: a.integer("stride", default: 1),
          padding: a.padding)
      ]
    },
    "MaxPool": { g, x, a in
      [
        try g.maxPool(
          x[0], window: a.two("ksize"), strides: a.two("strides"), padding: a.padding)
      ]
    },
    "AvgPool": { g, x, a in
      [
        try g.avgPool(
          x[0], window: a.two("ksize"), strides: a.two("strides"), padding: a.padding)
      ]
    },
    "MaxPool3D": { g, x, a in
      [
        try g.maxPool3D(
          x[0], window: a.three("ksize"), strides: a.three("strides"), padding: a.padding)
      ]
    },
    "AvgPool3D": { g, x, a in
      [
        try g.avgPool3D(
          x[0], window: a.three("ksize"), strides: a.three("strides"), padding: a.padding)
      ]
    },
  ]

  private static let normalizationBuilders: [String: Build] = [
    "LRN": { g, x, a in
      [
        try g.lrn(
          x[0], depthRadius: a.integer("depth_radius", default: 5),
          bias: a.number("bias", default: 1), alpha: a.number("alpha", default: 1),
          beta: a.number("beta", default: 0.5))
      ]
    },
    "l2Normalize": { g, x, a in [try g.l2Normalize(x[0], axes: a.numbers("axes"))] },
    "moments": { g, x, a in
      let found = try g.moments(x[0], axes: a.numbers("axes"), keepDims: a.bool("keep_dims"))
      return [found.mean, found.variance]
    },
    "momentsVariance": { g, x, a in
      [try g.moments(x[0], axes: a.numbers("axes"), keepDims: a.bool("keep_dims")).variance]
    },
    "weightedMoments": { g, x, a in
      let found = try g.weightedMoments(x[0], axes: a.numbers("axes"), frequencyWeights: x[1])
      return [found.mean, found.variance]
    },
    "weightedVariance": { g, x, a in
      [try g.weightedMoments(x[0], axes: a.numbers("axes"), frequencyWeights: x[1]).variance]
    },
    "batchNormalization": { g, x, a in
      [
        try g.batchNormalization(
          x[0], mean: x[1], variance: x[2], offset: x.count > 3 ? x[3] : nil,
          scale: x.count > 4 ? x[4] : nil,
          varianceEpsilon: a.number("variance_epsilon", default: 0))
      ]
    },
  ]

  private static let activationBuilders: [String: Build] = [
    "Relu": { g, x, _ in [try g.relu(x[0])] },
    "CRelu": { g, x, a in [try g.crelu(x[0], axis: a.integer("axis", default: -1))] },
    "Relu6": { g, x, _ in [try g.relu6(x[0])] },
    "Elu": { g, x, _ in [try g.elu(x[0])] },
    "Selu": { g, x, _ in [try g.selu(x[0])] },
    "Softplus": { g, x, _ in [try g.softplus(x[0])] },
    "Softsign": { g, x, _ in [try g.softsign(x[0])] },
    "LeakyRelu": { g, x, a in [try g.leakyRelu(x[0], alpha: a.number("alpha", default: 0.2))] },
    "Softmax": { g, x, a in
      [try a.axis.map { try g.softmax(x[0], axis: $0) } ?? g.softmax(x[0])]
    },
    "LogSoftmax": { g, x, a in
      [try a.axis.map { try g.logSoftmax(x[0], axis: $0) } ?? g.logSoftmax(x[0])]
    },
    "BiasAdd": { g, x, _ in [try g.biasAdd(x[0], x[1])] },
    "InTopK": { g, x, a in
      [try g.inTopK(predictions: x[0], targets: x[1], k: a.integer("k", default: 1))]
    },
  ]
}

extension [String: FixtureValue] {
  /// The padding of a window.
  fileprivate var padding: Padding { Padding(rawValue: text("padding")) ?? .valid }

  /// The axis, if one is given.
  fileprivate var axis: Int? { self["axis"] == nil ? nil : integer("axis", default: 0) }

  /// Height and width; ones if they are not given.
  fileprivate func two(_ name: String) -> Pair {
    let all = numbers(name)
    return all.count < 2 ? Pair(1) : Pair(all[0], all[1])
  }

  /// Depth, height and width; ones if they are not given.
  fileprivate func three(_ name: String) -> Triple {
    let all = numbers(name)
    return all.count < 3 ? Triple(1) : Triple(all[0], all[1], all[2])
  }
}
