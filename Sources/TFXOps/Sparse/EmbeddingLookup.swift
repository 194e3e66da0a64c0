import TFXCore
public import TFXGraph

/// How the rows of a table are shared out to its partitions, of p in all.
public enum EmbeddingPartitions: String, Sendable {
  /// Row i is in partition i mod p.
  case mod
  /// Each has a stretch of neighbouring rows, the first ones a row more if there are some left over.
  case div
}

extension Graph {
  /// The rows of a table that ids name, as gathered by ``gather(_:_:axis:batchDims:name:)``:
  /// TensorFlow's `nn.embedding_lookup`.
  ///
  /// - Parameters:
  ///   - table: [rows, e…].
  ///   - ids: `int32` or `int64` [d…].
  ///   - maxNorm: Rows with a larger Euclidean norm are scaled to it; nil for none.
  ///   - name: The scope's name.
  /// - Returns: [d…, e…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types; a run throws for an id that is no
  ///   row.
  public func embeddingLookup(
    _ table: Output, _ ids: Output, maxNorm: Double? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try embeddingLookup([table], ids, maxNorm: maxNorm, name: name)
  }

  /// The rows that ids name of a table in several partitions: TensorFlow's `nn.embedding_lookup`.
  ///
  /// - Parameters:
  ///   - partitions: At least one, of one type: [rows, e…] each.
  ///   - ids: `int32` or `int64` [d…].
  ///   - partitionStrategy: Which rows are in which partition.
  ///   - maxNorm: Rows with a larger Euclidean norm are scaled to it; nil for none.
  ///   - name: The scope's name.
  /// - Returns: [d…, e…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit; a run throws for an id
  ///   that is no row.
  public func embeddingLookup(
    _ partitions: [Output], _ ids: Output, partitionStrategy: EmbeddingPartitions = .mod,
    maxNorm: Double? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try checkPartitions(partitions, ids, scopedName(name ?? "embedding_lookup"))
    return try nameScope(name ?? "embedding_lookup") { (_) throws(GraphError) in
      let rows =
        try partitions.count == 1
        ? gather(partitions[0], ids) : pick(partitions, ids, partitionStrategy)
      guard let maxNorm else { return rows }
      return try clipByNorm(rows, maxNorm, axes: Array(ids.shape.rank..<rows.shape.rank))
    }
  }

  private func checkPartitions(
    _ partitions: [Output], _ ids: Output, _ node: String
  ) throws(GraphError) {
    func refuse(_ argument: String, _ expected: String, _ found: String) -> GraphError {
      .invalid(
        op: "embedding_lookup", node: node, ShapeError(argument, expected: expected, found: found))
    }
    guard let first = partitions.first else {
      throw refuse("params", "one partition at least", "none")
    }
    let row = Shape([Shape.unknown] + first.shape.dimensions.dropFirst())
    for partition in partitions {
      let fits =
        partition.dtype == first.dtype && partition.shape.rank > 0
        && partition.shape.merged(with: row) != nil
      if !fits { throw refuse("params", "\(TensorSpec(row, first.dtype))", "\(partition.spec)") }
      if partition.shape[0] == 0 && partitions.count > 1 {
        throw refuse("params", "one row at least in each partition", "\(partition.spec)")
      }
    }
    if ids.dtype != .int32, ids.dtype != .int64 {
      throw refuse("ids", "int32 or int64", "\(ids.spec)")
    }
  }

  /// Gathers from each partition what is there, its first row in the places of all others, and
  /// selects. TensorFlow partitions the ids and stitches the rows, in shapes that depend on the ids.
  private func pick(
    _ partitions: [Output], _ ids: Output, _ strategy: EmbeddingPartitions
  ) throws(GraphError) -> Output {
    func number(_ value: Int) throws(GraphError) -> Output {
      try constant(Double(value), ids.dtype)
    }
    let count = try number(partitions.count)
    let (owner, local): (Output, Output)
    switch strategy {
    case .mod: (owner, local) = (try floorMod(ids, count), try floorDiv(ids, count))
    case .div:
      var total = try number(0)
      for partition in partitions {
        total = try add(
          total, slice(shape(of: partition, outType: ids.dtype), begin: [0], size: [1]))
      }
      total = try reshape(total, to: [])
      let share = try floorDiv(total, count)
      let larger = try add(share, number(1))
      let extras = try floorMod(total, count)
      let behind = try subtract(ids, extras)
      owner = try maximum(floorDiv(ids, larger), floorDiv(behind, share))
      local = try select(less(owner, extras), floorMod(ids, larger), floorMod(behind, share))
    }
    // Where no partition has a row, the last one is asked for a row that it refuses.
    let last = partitions.count - 1
    let missing = try logicalOr(less(owner, number(0)), greater(owner, number(last)))
    let (zero, none) = (try number(0), try number(-1))
    var rows: Output?
    for (index, partition) in partitions.enumerated().reversed() {
      let isHere = try equal(owner, number(index))
      var places = try select(isHere, local, zero)
      if index == last { places = try select(missing, none, places) }
      let here = try gather(partition, places)
      guard let others = rows else {
        rows = here
        continue
      }
      var condition = isHere
      for _ in ids.shape.rank..<here.shape.rank { condition = try expandDims(condition, axis: -1) }
      rows = try select(condition, here, others)
    }
    return rows!
  }
}
