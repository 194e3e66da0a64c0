import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  /// Gradients of gradients, and windows over volumes.
  static let volumes: [GradientCase] = [
    GradientCase(
      "Conv3D", inputs: numbers([2, 3, 4, 2, 2]), numbers([2, 3, 1, 2, 3], seed: 2)
    ) { graph, x in try graph.conv3D(x[0], x[1], strides: Triple(1, 2, 1), padding: .same) },
    GradientCase(
      "Conv3D", inputs: numbers([1, 5, 3, 4, 1]), numbers([2, 2, 2, 1, 17], seed: 2)
    ) { graph, x in try graph.conv3D(x[0], x[1], dilations: Triple(3, 1, 2)) },
    GradientCase(
      "Conv3DBackpropInputV2", inputs: numbers([1, 3, 2, 2, 2]), numbers([2, 2, 1, 2, 1], seed: 2)
    ) { graph, x in
      let y = try graph.conv3D(x[0], x[1], padding: .same)
      let dx = try graph.gradients(of: graph.square(y), withRespectTo: [x[0]])[0]!
      return try dx.squared(plus: x[0])
    },
    GradientCase(
      "Conv3DBackpropFilterV2", inputs: numbers([1, 3, 2, 2, 2], from: -1, to: 1),
      numbers([2, 2, 1, 2, 1], from: -1, to: 1, seed: 2)
    ) { graph, x in
      let y = try graph.conv3D(x[0], x[1])
      return try graph.gradients(of: graph.square(y), withRespectTo: [x[1]])[0]!
    },
    GradientCase(
      "Conv3DTranspose", inputs: numbers([2, 2, 1, 2, 2]), numbers([2, 3, 2, 1, 2], seed: 2)
    ) { graph, x in
      try graph.conv3DTranspose(x[0], x[1], outputShape: [-1, 4, 2, 3, 1], strides: Triple(2))
    },
    GradientCase(
      "Conv2DTranspose", inputs: numbers([2, 3, 2, 3]), numbers([3, 2, 2, 3], seed: 2)
    ) { graph, x in
      try graph.conv2DTranspose(x[0], x[1], outputShape: [-1, 5, 4, 2], strides: Pair(2))
    },
    GradientCase(
      "DepthwiseConv2dNative", inputs: numbers([2, 5, 4, 3]), numbers([3, 2, 3, 2], seed: 2)
    ) { graph, x in try graph.depthwiseConv2D(x[0], x[1], strides: Pair(2), padding: .same) },
    GradientCase(
      "DepthwiseConv2dNativeBackpropInput", inputs: numbers([1, 4, 3, 2]),
      numbers([2, 2, 2, 2], seed: 2)
    ) { graph, x in
      let y = try graph.depthwiseConv2D(x[0], x[1])
      let dx = try graph.gradients(of: graph.square(y), withRespectTo: [x[0]])[0]!
      return try dx.squared(plus: x[0])
    },
    GradientCase(
      "DepthwiseConv2dNativeBackpropFilter", inputs: numbers([1, 4, 3, 2], from: -1, to: 1),
      numbers([2, 2, 2, 1], from: -1, to: 1, seed: 2)
    ) { graph, x in
      let y = try graph.depthwiseConv2D(x[0], x[1], dilations: Pair(2, 1))
      return try graph.gradients(of: graph.square(y), withRespectTo: [x[1]])[0]!
    },
    GradientCase("MaxPool3D", inputs: numbers([2, 3, 3, 4, 2])) { graph, x in
      try graph.maxPool3D(x[0], window: Triple(2), strides: Triple(1, 2, 1), padding: .same)
    },
    GradientCase("AvgPool3D", inputs: numbers([2, 3, 3, 4, 2])) { graph, x in
      try graph.avgPool3D(x[0], window: Triple(2, 3, 2), strides: Triple(1, 2, 1), padding: .same)
    },
    GradientCase("AvgPool3DGrad", inputs: numbers([1, 2, 3, 4, 1])) { graph, x in
      let y = try graph.avgPool3D(x[0], window: Triple(2))
      let dx = try graph.gradients(of: graph.square(y), withRespectTo: [x[0]])[0]!
      return try dx.squared(plus: x[0])
    },
    GradientCase(
      "Dilation2D", inputs: numbers([2, 4, 3, 2]),
      numbers([2, 2, 2], from: -0.9137, to: 1.1371, seed: 2)
    ) {
      graph, x in try graph.dilation2D(x[0], x[1], rates: Pair(1, 2), padding: .same)
    },
    GradientCase(
      "Dilation2D", inputs: numbers([2, 4, 3, 2]),
      numbers([3, 2, 2], from: -0.9137, to: 1.1371, seed: 2)
    ) {
      graph, x in try graph.erosion2D(x[0], x[1], strides: Pair(2, 1), padding: .same)
    },
    GradientCase("LRN", inputs: numbers([2, 1, 2, 17])) { graph, x in
      try graph.lrn(x[0], depthRadius: 2, alpha: 0.3, beta: 0.75)
    },
  ]
}
