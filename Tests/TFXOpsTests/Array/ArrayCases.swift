import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  static let arrays: [GradientCase] = [
    GradientCase("Reshape", "ReshapeLike", inputs: numbers([2, 3, 4])) { graph, x in
      try graph.square(graph.reshape(x[0], to: [Shape.unknown, 12]))
    },
    GradientCase("Reshape", inputs: numbers([1, 1])) { graph, x in
      try graph.square(graph.reshape(x[0], to: []))
    },
    GradientCase("ReshapeLike", inputs: numbers([2, 6])) { graph, x in
      // The gradient of a reshape, derived once more.
      let y = try graph.square(graph.reshape(x[0], to: [3, 4]))
      return try graph.gradients(of: y, withRespectTo: [x[0]])[0]!.squared(plus: x[0])
    },
    GradientCase("Identity", inputs: numbers([3])) { try $0.identity($0.square($1[0])) },
    GradientCase("ExpandDims", inputs: numbers([2, 3])) { graph, x in
      try graph.square(graph.expandDims(x[0], axis: 1))
    },
    GradientCase("ExpandDims", inputs: numbers([2, 3])) { graph, x in
      try graph.square(graph.expandDims(x[0], axis: -1))
    },
    GradientCase("Squeeze", inputs: numbers([3, 1, 2, 1])) { graph, x in
      try graph.square(graph.squeeze(x[0], axes: [-1, 1]))
    },
    GradientCase("Squeeze", inputs: numbers([3, 1, 2])) { graph, x in
      try graph.square(graph.squeeze(x[0], axes: [1]))
    },
    GradientCase("Transpose", inputs: numbers([2, 7])) { try $0.transpose($1[0], [1, 0]) },
    GradientCase("Transpose", inputs: numbers([2, 3, 4])) { try $0.transpose($1[0], [2, 0, 1]) },
    GradientCase("Transpose", inputs: numbers([2, 3, 4, 2])) {
      try $0.transpose($1[0], [0, 3, 1, 2])
    },
  ]
}
