import TFXCore
public import TFXGraph

/// What the embeddings of one row of ids become.
public enum EmbeddingCombiner: String, Sendable {
  /// Their weighted sum.
  case sum
  /// The weighted sum divided by the sum of the weights.
  case mean
  /// The weighted sum divided by the root of the sum of the squared weights.
  case sqrtn
}

extension Graph {
  /// The embeddings of rows of ids: for each row of a sparse tensor, the rows of a table that its
  /// entries name, combined. TensorFlow's `nn.embedding_lookup_sparse`.
  ///
  /// - Parameters:
  ///   - partitions: The table, [rows, e…], or its partitions.
  ///   - ids: Sparse `int32` or `int64` of 2 axes, its entries in order.
  ///   - weights: A weight for each id, with entries in the same places; 1 if nil.
  ///   - partitionStrategy: Which rows are in which partition.
  ///   - combiner: What the embeddings of a row become.
  ///   - maxNorm: Embeddings with a larger Euclidean norm are scaled to it first; nil for none.
  ///   - name: The scope's name.
  /// - Returns: [last row with an entry + 1, e…]; 0 for rows without entries.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit; a run throws for an id
  ///   that is no row of the table.
  public func embeddingLookupSparse(
    _ partitions: [Output], _ ids: SparseTensor, weights: SparseTensor? = nil,
    partitionStrategy: EmbeddingPartitions = .mod, combiner: EmbeddingCombiner = .mean,
    maxNorm: Double? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let node = scopedName(name ?? "embedding_lookup_sparse")
    try checkWeights(weights, ids, partitions, "embedding_lookup_sparse", node)
    return try nameScope(name ?? "embedding_lookup_sparse") { (_) throws(GraphError) in
      let segments = try reshape(
        slice(ids.indices, begin: [0, 0], size: [-1, 1]), to: [Shape.unknown])
      if partitions.count == 1, weights == nil, maxNorm == nil {
        let table = partitions[0]
        return switch combiner {
        case .sum: try sparseSegmentSum(table, ids.values, segments)
        case .mean: try sparseSegmentMean(table, ids.values, segments)
        case .sqrtn: try sparseSegmentSqrtN(table, ids.values, segments)
        }
      }
      var rows = try embeddingLookup(
        partitions, ids.values, partitionStrategy: partitionStrategy, maxNorm: maxNorm)
      var factors: Output
      if let weights {
        factors = weights.values
      } else {
        factors = try onesLike(cast(ids.values, to: rows.dtype))
      }
      for _ in 1..<rows.shape.rank { factors = try expandDims(factors, axis: -1) }
      if weights != nil { rows = try multiply(rows, factors) }
      let sums = try segmentSum(rows, segments)
      return switch combiner {
      case .sum: sums
      case .mean: try divideNoNan(sums, segmentSum(factors, segments))
      case .sqrtn: try divideNoNan(sums, sqrt(segmentSum(square(factors), segments)))
      }
    }
  }

  /// The embeddings of rows of ids, where ids may be missing or invalid: TensorFlow's
  /// `nn.safe_embedding_lookup_sparse`. Negative ids are left out, and, unless embeddings are only
  /// summed, ids whose weight is not positive.
  ///
  /// - Parameters:
  ///   - partitions: The table, [rows, e…], or its partitions.
  ///   - ids: Sparse `int32` or `int64` [d…, any], of 2 axes at least, its entries in order.
  ///   - weights: A weight for each id, with entries in the same places; 1 if nil.
  ///   - combiner: What the embeddings of a row become.
  ///   - defaultID: The id of rows that have none; their embedding is 0 if nil.
  ///   - partitionStrategy: Which rows are in which partition.
  ///   - maxNorm: Embeddings with a larger Euclidean norm are scaled to it first; nil for none.
  ///   - name: The scope's name.
  /// - Returns: [d…, e…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit; a run throws for an id
  ///   beyond the table.
  public func safeEmbeddingLookupSparse(
    _ partitions: [Output], _ ids: SparseTensor, weights: SparseTensor? = nil,
    combiner: EmbeddingCombiner = .mean, defaultID: Int? = nil,
    partitionStrategy: EmbeddingPartitions = .div, maxNorm: Double? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let node = scopedName(name ?? "safe_embedding_lookup_sparse")
    try checkWeights(weights, ids, partitions, "safe_embedding_lookup_sparse", node)
    return try nameScope(name ?? "safe_embedding_lookup_sparse") { (_) throws(GraphError) in
      let rank = ids.rank
      // All axes but the last as one.
      var linear = ids
      if rank > 2 {
        let rows = try slice(ids.denseShape, begin: [0], size: [rank - 1])
        let columns = try slice(ids.denseShape, begin: [rank - 1], size: [1])
        linear = try sparseReshape(
          ids, to: concat([prod(rows, keepDims: true), columns], axis: 0))
      }
      var factors = try weights.map { (weights) throws(GraphError) in
        try linear.with(values: weights.values)
      }
      var valid = try greaterEqual(linear.values, zerosLike(linear.values))
      if let factors, combiner != .sum {
        valid = try logicalAnd(valid, greater(factors.values, zerosLike(factors.values)))
      }
      let kept = try sparseRetain(linear, valid)
      let (filled, emptyRows) = try sparseFillEmptyRows(
        kept, defaultValue: constant(Double(defaultID ?? 0), ids.dtype))
      if let all = factors {
        factors = try sparseFillEmptyRows(
          sparseRetain(all, valid), defaultValue: constant(1, all.dtype)
        ).filled
      }
      var rows = try embeddingLookupSparse(
        partitions, filled, weights: factors, partitionStrategy: partitionStrategy,
        combiner: combiner, maxNorm: maxNorm)
      if defaultID == nil {
        var isEmpty = emptyRows
        for _ in 1..<rows.shape.rank { isEmpty = try expandDims(isEmpty, axis: -1) }
        rows = try select(isEmpty, zerosLike(rows), rows)
      }
      if rank == 2 { return rows }
      let leading = try slice(ids.denseShape, begin: [0], size: [rank - 1])
      let row = try slice(shape(of: rows, outType: .int64), begin: [1], size: [-1])
      return try reshape(rows, to: concat([leading, row], axis: 0))
    }
  }

  private func checkWeights(
    _ weights: SparseTensor?, _ ids: SparseTensor, _ partitions: [Output], _ op: String,
    _ node: String
  ) throws(GraphError) {
    func refuse(_ argument: String, _ expected: String, _ found: String) -> GraphError {
      .invalid(op: op, node: node, ShapeError(argument, expected: expected, found: found))
    }
    guard let first = partitions.first else {
      throw refuse("params", "one partition at least", "none")
    }
    if !first.dtype.isFloating || first.shape.rank == 0 {
      throw refuse("params", "float32 or float64 of one axis at least", "\(first.spec)")
    }
    if ids.dtype != .int32 && ids.dtype != .int64 || ids.rank < 2 {
      throw refuse(
        "sp_ids", "int32 or int64 of 2 axes at least", "\(TensorSpec(ids.shape, ids.dtype))")
    }
    guard let weights else { return }
    let fits =
      weights.dtype == first.dtype && weights.shape.merged(with: ids.shape) != nil
      && weights.values.shape.merged(with: ids.values.shape) != nil
    if !fits {
      throw refuse(
        "sp_weights", "\(TensorSpec(ids.values.shape, first.dtype)) for \(ids.shape)",
        "\(weights.values.spec) for \(weights.shape)")
    }
  }
}
