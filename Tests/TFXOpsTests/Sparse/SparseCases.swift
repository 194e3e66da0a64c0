import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  /// Entries in places of a matrix of shape [3, 4].
  private static func matrix(_ graph: Graph, _ values: Output) throws -> SparseTensor {
    let places = Tensor([0, 1, 0, 2, 2, 0, 2, 2] as [Int64], shape: [4, 2])
    return try SparseTensor(
      indices: graph.constant(places), values: values,
      denseShape: graph.constant(Tensor([3, 4] as [Int64])))
  }

  private static func picks(_ graph: Graph) throws -> (rows: Output, segments: Output) {
    (
      try graph.constant(Tensor([3, 0, 3, 1] as [Int64])),
      try graph.constant(Tensor([0, 0, 0, 2] as [Int32]))
    )
  }

  static let sparse: [GradientCase] = [
    GradientCase("SparseToDense", inputs: numbers([4]), numbers([])) { graph, x in
      try graph.square(graph.sparseTensorToDense(matrix(graph, x[0]), defaultValue: x[1]))
    },
    GradientCase("SparseTensorDenseAdd", inputs: numbers([4]), numbers([3, 4])) { graph, x in
      try graph.square(graph.sparseAdd(matrix(graph, x[0]), x[1]))
    },
    GradientCase("SparseReduceSum", inputs: numbers([4])) { graph, x in
      try graph.square(graph.sparseReduceSum(matrix(graph, x[0]), axes: [0]))
    },
    GradientCase("SparseTensorDenseMatMul", inputs: numbers([4]), numbers([4, 2])) { graph, x in
      let y = try graph.sparseTensorDenseMatMul(matrix(graph, x[0]), x[1])
      // The gradients derived once more.
      let gradients = try graph.gradients(of: graph.square(y), withRespectTo: [x[0], x[1]])
      return try graph.add(graph.sum(graph.square(gradients[0]!)), gradients[1]!)
    },
    GradientCase("SparseTensorDenseMatMul", inputs: numbers([4]), numbers([2, 3])) { graph, x in
      try graph.sparseTensorDenseMatMul(
        matrix(graph, x[0]), x[1], adjointA: true, adjointB: true)
    },
    derivedTwice("SparseSegmentSum", "SparseSegmentSumGrad", numbers([4, 2])) { graph, x in
      let (rows, segments) = try picks(graph)
      return try graph.sparseSegmentSum(x[0], rows, segments)
    },
    derivedTwice("SparseSegmentMean", "SparseSegmentMeanGrad", numbers([4, 2])) { graph, x in
      let (rows, segments) = try picks(graph)
      return try graph.sparseSegmentMean(x[0], rows, segments, numSegments: 4)
    },
    derivedTwice("SparseSegmentSqrtN", "SparseSegmentSqrtNGrad", numbers([4, 2])) { graph, x in
      let (rows, segments) = try picks(graph)
      return try graph.sparseSegmentSqrtN(x[0], rows, segments)
    },
  ]
}
