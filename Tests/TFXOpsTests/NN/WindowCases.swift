import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  private struct Convolution {
    var image: Shape
    var filter: Shape
    var strides = Pair(1)
    var dilations = Pair(1)
  }

  private static let convolutions: [Convolution] = [
    Convolution(image: [2, 5, 4, 2], filter: [3, 3, 2, 3]),
    Convolution(image: [1, 7, 6, 2], filter: [3, 3, 2, 1], strides: Pair(2)),
    Convolution(image: [1, 5, 6, 1], filter: [2, 2, 1, 3], strides: Pair(2)),
    Convolution(image: [1, 6, 5, 1], filter: [4, 2, 1, 2]),
    Convolution(image: [1, 5, 6, 2], filter: [2, 3, 2, 2], strides: Pair(2, 1)),
    Convolution(image: [1, 7, 6, 1], filter: [3, 2, 1, 2], dilations: Pair(2, 3)),
    Convolution(image: [2, 3, 3, 3], filter: [1, 1, 3, 4]),
    Convolution(image: [1, 5, 4, 2], filter: [1, 1, 2, 3], strides: Pair(2)),
    Convolution(image: [1, 8, 7, 1], filter: [3, 3, 1, 2], strides: Pair(3)),
    Convolution(image: [3, 1, 1, 1], filter: [1, 1, 1, 1]),
    Convolution(image: [1, 3, 3, 17], filter: [3, 3, 17, 9]),
  ]

  private struct Pooling {
    var image: Shape
    var window: Pair
    var strides: Pair?
  }

  private static let poolings: [Pooling] = [
    Pooling(image: [2, 5, 7, 2], window: Pair(2)),
    Pooling(image: [1, 6, 4, 3], window: Pair(2)),
    Pooling(image: [1, 8, 7, 2], window: Pair(3), strides: Pair(2)),
    Pooling(image: [1, 7, 5, 2], window: Pair(3, 2), strides: Pair(2, 1)),
    Pooling(image: [1, 4, 3, 2], window: Pair(2), strides: Pair(1)),
    Pooling(image: [1, 9, 6, 1], window: Pair(4), strides: Pair(3)),
    Pooling(image: [1, 7, 7, 1], window: Pair(2), strides: Pair(3)),
    Pooling(image: [1, 3, 2, 17], window: Pair(1)),
  ]

  static let windows: [GradientCase] =
    [Padding.valid, .same].flatMap { (padding: Padding) -> [GradientCase] in
      convolutions.map { test in
        GradientCase(
          "Conv2D", inputs: numbers(test.image), numbers(test.filter, seed: 2)
        ) { graph, x in
          try graph.conv2D(
            x[0], x[1], strides: test.strides, padding: padding, dilations: test.dilations)
        }
      }
        + poolings.flatMap { test in
          [
            GradientCase("MaxPool", inputs: numbers(test.image)) { graph, x in
              try graph.maxPool(x[0], window: test.window, strides: test.strides, padding: padding)
            },
            GradientCase("AvgPool", inputs: numbers(test.image)) { graph, x in
              try graph.avgPool(x[0], window: test.window, strides: test.strides, padding: padding)
            },
          ]
        }
        + [
          GradientCase(
            "Conv2DBackpropInput", inputs: numbers([1, 5, 4, 2]), numbers([3, 2, 2, 2], seed: 2)
          ) { graph, x in
            let y = try graph.conv2D(x[0], x[1], strides: Pair(2, 1), padding: padding)
            let dx = try graph.gradients(of: graph.square(y), withRespectTo: [x[0]])[0]!
            return try dx.squared(plus: x[0])
          },
          GradientCase(
            "Conv2DBackpropFilter", inputs: numbers([1, 5, 4, 2], from: -1, to: 1),
            numbers([3, 2, 2, 2], from: -1, to: 1, seed: 2)
          ) { graph, x in
            let y = try graph.conv2D(x[0], x[1], strides: Pair(1, 2), padding: padding)
            return try graph.gradients(of: graph.square(y), withRespectTo: [x[1]])[0]!
          },
          GradientCase("AvgPoolGrad", inputs: numbers([1, 5, 4, 2])) { graph, x in
            let y = try graph.avgPool(x[0], window: Pair(3, 2), padding: padding)
            let dx = try graph.gradients(of: graph.square(y), withRespectTo: [x[0]])[0]!
            return try dx.squared(plus: x[0])
          },
        ]
    }
}
