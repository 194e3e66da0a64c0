import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  /// Builders of Tests/Fixtures/tensorflow/ops_sparse.py.
  static let sparseBuilders: [String: Build] = placeBuilders.merging(embeddingBuilders) { $1 }

  /// The sparse tensor that three inputs are.
  private static func sparse(_ x: [Output], _ first: Int = 0) throws -> SparseTensor {
    try SparseTensor(indices: x[first], values: x[first + 1], denseShape: x[first + 2])
  }

  /// Values first, as gradients are derived of output 0.
  private static func outputs(_ y: SparseTensor) -> [Output] {
    [y.values, y.indices, y.denseShape]
  }

  private static let placeBuilders: [String: Build] = [
    "SparseToDense": { g, x, a in
      [
        try g.sparseToDense(
          x[0], outputShape: x[1], values: x[2], defaultValue: x[3],
          validateIndices: a.bool("validate_indices", default: true))
      ]
    },
    "SparseFromDense": { g, x, _ in outputs(try g.sparseFromDense(x[0])) },
    "SparseReorder": { g, x, _ in
      let y = try g.sparseReorder(sparse(x))
      return [y.values, y.indices]
    },
    "SparseRetain": { g, x, _ in outputs(try g.sparseRetain(sparse(x), x[3])) },
    "SparseAdd": { g, x, a in
      outputs(
        try g.sparseAdd(sparse(x), sparse(x, 3), threshold: a.number("threshold", default: 0)))
    },
    "SparseTensorDenseAdd": { g, x, _ in [try g.sparseAdd(sparse(x), x[3])] },
    "SparseReduceSum": { g, x, a in
      [
        try g.sparseReduceSum(
          sparse(x), axes: a.numbers("axis"), keepDims: a.bool("keep_dims"))
      ]
    },
    "SparseSlice": { g, x, _ in outputs(try g.sparseSlice(sparse(x), start: x[3], size: x[4])) },
    "SparseReshape": { g, x, _ in outputs(try g.sparseReshape(sparse(x), to: x[3])) },
    "SparseFillEmptyRows": { g, x, _ in
      let (y, emptyRows) = try g.sparseFillEmptyRows(sparse(x), defaultValue: x[3])
      return [y.values, y.indices, emptyRows]
    },
    "SparseTensorDenseMatMul": { g, x, a in
      [
        try g.sparseTensorDenseMatMul(
          sparse(x), x[3], adjointA: a.bool("adjoint_a"), adjointB: a.bool("adjoint_b"))
      ]
    },
    "SparseSegmentSum": { g, x, a in
      [try g.sparseSegmentSum(x[0], x[1], x[2], numSegments: a.optionalInteger("num_segments"))]
    },
    "SparseSegmentMean": { g, x, a in
      [try g.sparseSegmentMean(x[0], x[1], x[2], numSegments: a.optionalInteger("num_segments"))]
    },
    "SparseSegmentSqrtN": { g, x, a in
      [try g.sparseSegmentSqrtN(x[0], x[1], x[2], numSegments: a.optionalInteger("num_segments"))]
    },
  ]

  private static let embeddingBuilders: [String: Build] = [
    "EmbeddingLookup": { g, x, a in
      let strategy = EmbeddingPartitions(rawValue: a.text("strategy")) ?? .mod
      return [
        try g.embeddingLookup(
          Array(x[1...]), x[0], partitionStrategy: strategy,
          maxNorm: a["max_norm"].map { _ in a.number("max_norm", default: 0) })
      ]
    },
    "EmbeddingLookupSparse": { g, x, a in
      let ids = try sparse(x)
      let weights = try SparseTensor(indices: x[0], values: x[3], denseShape: x[2])
      return [
        try g.embeddingLookupSparse(
          Array(x[4...]), ids, weights: a.bool("weighted") ? weights : nil,
          combiner: EmbeddingCombiner(rawValue: a.text("combiner"))!,
          maxNorm: a["max_norm"].map { _ in a.number("max_norm", default: 0) })
      ]
    },
    "SafeEmbeddingLookupSparse": { g, x, a in
      let ids = try sparse(x)
      let weights = try SparseTensor(indices: x[0], values: x[3], denseShape: x[2])
      return [
        try g.safeEmbeddingLookupSparse(
          [x[4]], ids, weights: a.bool("weighted") ? weights : nil,
          combiner: EmbeddingCombiner(rawValue: a.text("combiner"))!,
          defaultID: a.optionalInteger("default_id"))
      ]
    },
  ]
}

extension [String: FixtureValue] {
  fileprivate func optionalInteger(_ name: String) -> Int? {
    self[name] == nil ? nil : integer(name)
  }
}
