import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Sparse tensors fed and fetched, and what users read when something does not fit.
@Suite struct SparseTests {
  let s = Samples()
  var g: Graph { s.graph }

  private let value = SparseTensorValue(
    indices: [[0, 1], [2, 0]], values: [1.5, -2] as [Float], denseShape: [3, 4])

  private func failure(_ body: () throws -> Any) -> String {
    do {
      return "no error, but \(try body())"
    } catch {
      return "\(error)"
    }
  }

  @Test func placeholdersAreFedAndFetched() throws {
    let x = try g.sparsePlaceholder(shape: [Shape.unknown, 4], name: "x")
    #expect(x.indices.spec == TensorSpec([Shape.unknown, 2], .int64))
    #expect(x.values.name == "x/values:0")
    let dense = try g.sparseTensorToDense(x)
    let session = Session(g)
    #expect(try session.run(x, sparse: [x: value]) == value)
    let found = try session.run(dense, sparse: [x: value])
    #expect(found.shape == [3, 4])
    #expect(found.doubles() == [0, 1.5, 0, 0, 0, 0, 0, 0, -2, 0, 0, 0])
    // As its three parts too.
    let parts = try session.run(
      [dense],
      feeding: [
        x.indices: value.indices, x.values: value.values, x.denseShape: Tensor([3, 4] as [Int64]),
      ])
    #expect(parts[0] == found)
    // Another shape is another run.
    let other = SparseTensorValue(indices: [], values: [] as [Float], denseShape: [1, 4])
    #expect(try session.run(dense, sparse: [x: other]).doubles() == [0, 0, 0, 0])
  }

  @Test func shapesThatAreKnownAreConstants() throws {
    let x = try g.sparsePlaceholder(shape: [3, 4])
    let y = try g.sparseTensorToDense(x)
    #expect(y.shape == [3, 4])
    let session = Session(g)
    #expect(try session.run(y, sparse: [x: value]).doubles()[8] == -2)
    let doubled = try g.sparseAdd(x, x)
    let sum = try session.run(doubled, sparse: [x: value])
    #expect(sum.values.doubles() == [3, -4])
    #expect(sum.indices == value.indices)
    let both = try session.run([doubled, x], sparse: [x: value])
    #expect(both == [sum, value])
    let evaluated = try session.asDefault { try x.eval(sparse: [x: value]) }
    #expect(evaluated == value)
  }

  @Test func constantsAndDenseTensorsBecomeSparse() throws {
    let x = try g.sparseConstant(value)
    #expect(x.shape == [3, 4])
    let session = Session(g)
    #expect(try session.run(g.sparseFromDense(g.sparseTensorToDense(x))) == value)
  }

  @Test func wrongFeedsAreRefused() throws {
    let x = try g.sparsePlaceholder(shape: [Shape.unknown, 4], name: "x")
    let dense = try g.sparseTensorToDense(x, name: "dense")
    let session = Session(g)
    let wide = SparseTensorValue(indices: [[0, 1]], values: [1] as [Float], denseShape: [3, 5])
    #expect(
      failure { try session.run(dense, sparse: [x: wide]) }
        == "placeholder 'x/values': expected float32[?, 4], was fed float32[3, 5]")
    let whole = SparseTensorValue(indices: [[0, 1]], values: [1] as [Int32], denseShape: [3, 4])
    #expect(
      failure { try session.run(dense, sparse: [x: whole]) }
        == "placeholder 'x/values': expected float32[?, 4], was fed int32[3, 4]")
    let short = SparseTensorValue(
      indices: value.indices, values: Tensor([1] as [Float]), denseShape: [3, 4])
    #expect(
      failure { try session.run(dense, sparse: [x: short]) }
        == "the shapes that were fed don't fit: [SparseToDense] 'dense': sparse_values: expected "
        + "[2], found float32[1]")
    let flat = SparseTensorValue(
      indices: Tensor([0, 1] as [Int64]), values: Tensor([1, 2] as [Float]), denseShape: [3, 4])
    #expect(
      failure { try session.run(dense, sparse: [x: flat]) }
        == "placeholder 'x/indices': expected int64[?, 2], was fed int64[2]")
    #expect(
      failure { try session.run(dense) }.hasPrefix("placeholder 'x/"))
    let huge = SparseTensorValue(
      indices: [[0, 1]], values: [1] as [Float], denseShape: [1 << 60, 4])
    #expect(
      failure { try session.run(dense, sparse: [x: huge]) }
        == "the shapes that were fed don't fit: [SparseToDense] 'dense': output_shape: expected "
        + "fewer than 281474976710656 elements, found [1152921504606846976, 4]")
  }

  @Test func entriesMustLieWithinAndInOrder() throws {
    let x = try g.sparsePlaceholder(shape: [2, 3], name: "x")
    let session = Session(g)
    func run(_ y: Output, _ indices: [[Int]]) -> String {
      let values = indices.map { _ in Float(1) }
      let value = SparseTensorValue(indices: indices, values: values, denseShape: [2, 3])
      return failure { try session.run(y, sparse: [x: value]) }
    }
    let dense = try g.sparseTensorToDense(x, name: "dense")
    #expect(
      run(dense, [[0, 3]])
        == "[SparseToDense] 'dense': sparse_indices: expected places in [2, 3], found [0, 3] as entry 0"
    )
    #expect(
      run(dense, [[0, 1], [0, 1]])
        == "[SparseToDense] 'dense': sparse_indices: expected each place once, found [0, 1] as entries "
        + "0 and 1")
    #expect(
      run(dense, [[1, 1], [0, 1]])
        == "[SparseToDense] 'dense': sparse_indices: expected places in order (see sparseReorder), "
        + "found [0, 1] behind [1, 1] as entry 1")
    let product = try g.sparseTensorDenseMatMul(x, s.fixed([3, 1]), name: "product")
    #expect(
      run(product, [[0, -1]])
        == "[SparseTensorDenseMatMul] 'product': a_indices: expected places in [2, 3], found "
        + "[0, -1] as entry 0")
    let sum = try g.sparseReduceSum(x, axes: [0], name: "sum")
    #expect(
      run(sum, [[2, 0]])
        == "[SparseReduceSum] 'sum': input_indices: expected places in [2, 3], found [2, 0] as entry 0"
    )
    let added = try g.sparseAdd(x, x, name: "added").values
    #expect(
      run(added, [[1, 0], [0, 0]]).hasPrefix(
        "[SparseAdd] 'added': a_indices: expected places in order"))
    let shaped = try g.sparseReshape(x, to: [4, Shape.unknown], name: "shaped").indices
    #expect(
      run(shaped, [[1, 0]])
        == "[SparseReshape] 'shaped': new_shape: expected a shape for the elements of [2, 3], "
        + "found [4, -1]")
    let filled = try g.sparseFillEmptyRows(x, defaultValue: g.constant(0), name: "filled")
    #expect(
      run(filled.emptyRows, [[5, 0]])
        == "[SparseFillEmptyRows] 'filled': indices: expected places in one of 2 rows, found "
        + "[5, 0] as entry 0")
    let toDense = try g.sparseAdd(x, s.fixed([2, 3]), name: "to_dense")
    #expect(
      run(toDense, [[0, 7]])
        == "[SparseTensorDenseAdd] 'to_dense': indices: expected from 0 to less than 3, found 7 as "
        + "element 1")
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let x = try g.sparsePlaceholder(shape: [2, 3])
    let y = try g.sparsePlaceholder(shape: [2, 4])
    expectError("[SparseAdd] 'SparseAdd': b_shape: expected [2, 3], found [2, 4]") {
      try g.sparseAdd(x, y)
    }
    expectError("[SparseAdd] 'SparseAdd': b_values: expected float32, found int32[?]") {
      try g.sparseAdd(x, g.sparsePlaceholder(.int32, shape: [2, 3]))
    }
    expectError(
      "[SparseTensorDenseAdd] 'SparseTensorDenseAdd': b: expected [2, 3], as a_shape says, "
        + "found float32[2, 4]"
    ) { try g.sparseAdd(x, s.float(2, 4)) }
    expectError(
      "[SparseTensorDenseMatMul] 'SparseTensorDenseMatMul': b: expected 3 rows, as a is [2, 3], "
        + "found [4, 1]"
    ) { try g.sparseTensorDenseMatMul(x, s.float(4, 1)) }
    expectError(
      "[SparseTensorDenseMatMul] 'SparseTensorDenseMatMul': a_shape: expected a matrix, "
        + "found a sparse tensor of rank 3"
    ) { try g.sparseTensorDenseMatMul(g.sparsePlaceholder(shape: [2, 3, 4]), s.float(4, 1)) }
    expectError(
      "[SparseReduceSum] 'SparseReduceSum': reduction_axes: expected -2…1 for [2, 3], found 2"
    ) {
      try g.sparseReduceSum(x, axes: [2])
    }
    expectError("[SparseSlice] 'SparseSlice': size: expected [2], found int64[1]") {
      try g.sparseSlice(x, start: [0, 0], size: [1])
    }
    expectError("[SparseSlice] 'SparseSlice': start: expected 0 or more along each axis, found -1")
    {
      try g.sparseSlice(x, start: [0, -1], size: [1, 1])
    }
    expectError("[SparseRetain] 'SparseRetain': to_retain: expected bool[?], found float32[2]") {
      try g.sparseRetain(x, s.float(2))
    }
    expectError(
      "[SparseTensor] 'u': indices: expected int64, found float32[?, 2]"
    ) {
      let values = try g.placeholder(shape: [Shape.unknown], name: "u")
      return try SparseTensor(
        indices: s.float(-1, 2), values: values, denseShape: s.typed(.int64, 2))
    }
    expectError(
      "[SparseTensor] 'v': indices: expected a known number of columns, found int64[?, ?]"
    ) {
      try SparseTensor(
        indices: s.typed(.int64, -1, -1), values: g.placeholder(shape: [3], name: "v"),
        denseShape: s.typed(.int64, -1))
    }
    expectError(
      "[SparseTensor] 'w': values: expected [2], an entry for each index, found float32[3]"
    ) {
      try SparseTensor(
        indices: s.typed(.int64, 2, 2), values: g.placeholder(shape: [3], name: "w"),
        denseShape: s.typed(.int64, 2))
    }
    expectError(
      "[SparseToDense] 'SparseToDense': default_value: expected float32, found int32[]"
    ) { try g.sparseTensorToDense(x, defaultValue: s.typed(.int32)) }
  }

  @Test func embeddingsThatDoNotFitAreRefused() throws {
    let ids = try g.sparsePlaceholder(.int64, shape: [2, 3])
    expectError("[embedding_lookup] 'lookup': params: expected one partition at least, found none")
    {
      try g.embeddingLookup([], s.typed(.int32, 2), name: "lookup")
    }
    expectError("[embedding_lookup] 'lookup': params: expected float32[?, 2], found float32[4, 3]")
    {
      try g.embeddingLookup([s.float(4, 2), s.float(4, 3)], s.typed(.int32, 2), name: "lookup")
    }
    expectError("[embedding_lookup] 'lookup': ids: expected int32 or int64, found float32[2]") {
      try g.embeddingLookup(s.float(4, 2), s.float(2), name: "lookup")
    }
    expectError(
      "[embedding_lookup_sparse] 'lookup': sp_ids: expected int32 or int64 of 2 axes at least, "
        + "found float32[2, 3]"
    ) {
      try g.embeddingLookupSparse(
        [s.float(4, 2)], g.sparsePlaceholder(shape: [2, 3]), name: "lookup")
    }
    expectError(
      "[safe_embedding_lookup_sparse] 'lookup': sp_weights: expected float32[?] for [2, 3], "
        + "found float64[?] for [2, 3]"
    ) {
      try g.safeEmbeddingLookupSparse(
        [s.float(4, 2)], ids, weights: g.sparsePlaceholder(.float64, shape: [2, 3]), name: "lookup")
    }
  }

  @Test(arguments: [EmbeddingPartitions.mod, .div], [-1, 5, 6, 100] as [Int32])
  func idsBeyondATableAreRefused(_ strategy: EmbeddingPartitions, _ id: Int32) throws {
    let tables = try [s.fixed([3, 2]), s.fixed([2, 2])]
    let ids = try s.typed(.int32, 1)
    let rows = try g.embeddingLookup(tables, ids, partitionStrategy: strategy)
    let session = Session(g)
    #expect(try session.run(rows, feeding: [ids: Tensor([4] as [Int32])]).shape == [1, 2])
    #expect(failure { try session.run(rows, feeding: [ids: Tensor([id])]) }.contains("indices: "))
  }

  @Test func pickedRowsMustBeThere() throws {
    let (rows, ids) = (try s.typed(.int32, -1), try s.typed(.int32, -1))
    let y = try g.sparseSegmentSum(s.fixed([3, 2]), rows, ids, name: "y")
    let session = Session(g)
    func run(_ picked: [Int32], _ segments: [Int32]) -> String {
      failure { try session.run(y, feeding: [rows: Tensor(picked), ids: Tensor(segments)]) }
    }
    #expect(
      run([3], [0])
        == "[SparseSegmentSum] 'y': indices: expected from 0 to less than 3, found 3 as element 0")
    #expect(
      run([0, 1], [1, 0])
        == "the shapes that were fed don't fit: [SparseSegmentSum] 'y': segment_ids: expected ids "
        + "of 0 or more that do not fall, found 0 behind 1")
    let fixed = try g.sparseSegmentMean(s.fixed([3, 2]), rows, ids, numSegments: 2, name: "fixed")
    #expect(
      failure {
        try session.run(
          fixed, feeding: [rows: Tensor([0] as [Int32]), ids: Tensor([2] as [Int32])])
      }
        == "[SparseSegmentMean] 'fixed': segment_ids: expected ids from 0 to 1 that do not fall, "
        + "found 2 at place 0")
  }

  @Test func aSparseModelLearns() throws {
    let x = try g.sparsePlaceholder(shape: [Shape.unknown, 3])
    let labels = try g.placeholder(shape: [Shape.unknown, 1])
    let w = try g.variable("w", Tensor(repeating: Float(0), shape: [3, 1]))
    let loss = try g.mean(g.squaredDifference(g.sparseTensorDenseMatMul(x, w.value), labels))
    let train = try GradientDescentOptimizer(learningRate: 0.5).minimize(loss)
    let session = Session(g)
    try session.initialize()
    let value = SparseTensorValue(
      indices: [[0, 0], [1, 2], [2, 0], [2, 2]], values: [1, 1, 1, 1] as [Float],
      denseShape: [3, 3])
    let wanted = Tensor([2, -1, 1] as [Float], shape: [3, 1])
    for _ in 0..<100 { try session.run(train, feeding: [labels: wanted], sparse: [x: value]) }
    let found = try session.value(of: w).doubles()
    #expect(abs(found[0] - 2) < 1e-3 && found[1] == 0 && abs(found[2] + 1) < 1e-3, "\(found)")
  }
}

extension Samples {
  /// A constant of ones.
  fileprivate func fixed(_ shape: Shape) throws -> Output {
    try graph.constant(Tensor(repeating: Float(1), shape: shape))
  }
}
