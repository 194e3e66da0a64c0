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
    derivedTwice("ConcatV2", "ConcatGrad", numbers([2, 3]), numbers([2, 1])) { graph, x in
      try graph.concat([x[0], x[1]], axis: 1)
    },
    derivedTwice("Slice", "SliceGrad", numbers([3, 4])) { graph, x in
      try graph.slice(x[0], begin: [0, 1], size: [-1, 2])
    },
    derivedTwice("StridedSlice", "SliceGrad", numbers([2, 4])) { graph, x in
      try x[0][SliceIndex.ellipsis, SliceIndex.reversed]
    },
    derivedTwice("PadV2", "PadGrad", numbers([2, 3])) { graph, x in
      try graph.pad(x[0], [(0, 0), (1, 2)])
    },
    derivedTwice("MirrorPad", "MirrorPadGrad", numbers([2, 3])) { graph, x in
      try graph.mirrorPad(x[0], [(0, 0), (1, 2)], mode: .reflect)
    },
    derivedTwice("GatherV2", "GatherGrad", numbers([2, 3])) { graph, x in
      try graph.gather(x[0], graph.constant(Tensor([2, 0, 2] as [Int64])), axis: 1)
    },
    derivedTwice("GatherNd", "GatherNdGrad", numbers([3, 2])) { graph, x in
      try graph.gatherNd(x[0], graph.constant(Tensor([2, 2] as [Int32], shape: [2, 1])))
    },
    derivedTwice("MatrixDiagPart", "MatrixDiagPartGrad", numbers([3, 2])) { graph, x in
      try graph.matrixDiagPart(x[0])
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

extension GradientCase {
  /// The gradient of the squares of what an operation makes, derived once more.
  static func derivedTwice(
    _ first: String, _ second: String, _ inputs: Tensor...,
    build: @escaping @Sendable (Graph, [Output]) throws -> Output
  ) -> GradientCase {
    GradientCase(covers: [first, second], inputs: inputs) { graph, x in
      let y = try graph.square(build(graph, x))
      let gradient = try graph.gradients(of: y, withRespectTo: [x[0]])[0]!
      // The other inputs must count too.
      return try x.dropFirst().reduce(graph.multiply(gradient, x[0])) {
        try graph.add($0, graph.sum(graph.square($1)))
      }
    }
  }
}
