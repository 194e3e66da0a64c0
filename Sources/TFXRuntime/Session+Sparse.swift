public import TFXCore
public import TFXGraph
public import TFXOps

extension Session {
  /// Computes `fetches` as ``run(_:targets:feeding:)`` does, with sparse tensors fed too.
  ///
  ///     let x = try graph.sparsePlaceholder(shape: [Shape.unknown, 1000])
  ///     let y = try graph.sparseTensorDenseMatMul(x, w.value)
  ///     let value = SparseTensorValue(indices: [[0, 7]], values: [1] as [Float], denseShape: [2, 1000])
  ///     try session.run([y], sparse: [x: value])
  ///
  /// - Parameter sparse: The values of sparse placeholders.
  /// - Throws: ``RunError``.
  @discardableResult
  public func run(
    _ fetches: [Output], targets: [Operation] = [], feeding feeds: [Output: Tensor] = [:],
    sparse: [SparseTensor: SparseTensorValue]
  ) throws(RunError) -> [Tensor] {
    try run(fetches, targets: targets, feeding: Session.feeds(feeds, sparse))
  }

  /// Computes one output, with sparse tensors fed too.
  public func run(
    _ fetch: Output, feeding feeds: [Output: Tensor] = [:],
    sparse: [SparseTensor: SparseTensorValue]
  ) throws(RunError) -> Tensor {
    try run([fetch], feeding: feeds, sparse: sparse)[0]
  }

  /// Runs one operation for what it does, with sparse tensors fed too.
  public func run(
    _ target: Operation, feeding feeds: [Output: Tensor] = [:],
    sparse: [SparseTensor: SparseTensorValue]
  ) throws(RunError) {
    try run([], targets: [target], feeding: feeds, sparse: sparse)
  }

  /// Computes a sparse tensor.
  public func run(
    _ fetch: SparseTensor, feeding feeds: [Output: Tensor] = [:],
    sparse: [SparseTensor: SparseTensorValue] = [:]
  ) throws(RunError) -> SparseTensorValue {
    try run([fetch], feeding: feeds, sparse: sparse)[0]
  }

  /// Computes sparse tensors, all in one run.
  // An empty list is one of outputs.
  @_disfavoredOverload
  public func run(
    _ fetches: [SparseTensor], feeding feeds: [Output: Tensor] = [:],
    sparse: [SparseTensor: SparseTensorValue] = [:]
  ) throws(RunError) -> [SparseTensorValue] {
    let outputs = fetches.flatMap { [$0.indices, $0.values, $0.denseShape] }
    let results = try run(outputs, feeding: feeds, sparse: sparse)
    var values: [SparseTensorValue] = []
    for (index, fetch) in fetches.enumerated() {
      let extents = results[3 * index + 2].scalars(as: Int64.self).map { Int($0) }
      if let negative = extents.first(where: { $0 < 0 }) {
        let operation = fetch.denseShape.operation
        throw .failed(
          op: operation.type, node: operation.name,
          "dense_shape: expected extents of 0 or more, found \(negative)")
      }
      values.append(
        SparseTensorValue(
          indices: results[3 * index], values: results[3 * index + 1],
          denseShape: Shape(extents)))
    }
    return values
  }

  /// The feeds of dense and sparse tensors together.
  fileprivate static func feeds(
    _ feeds: [Output: Tensor], _ sparse: [SparseTensor: SparseTensorValue]
  ) throws(RunError) -> [Output: Tensor] {
    var feeds = feeds
    for (tensor, value) in sparse {
      let (expected, found) = (
        TensorSpec(tensor.shape, tensor.dtype), TensorSpec(value.denseShape, value.values.dtype)
      )
      let shape = value.denseShape
      guard found.dtype == expected.dtype, shape.isFullyKnown, expected.shape.accepts(shape) else {
        throw .feedMismatch(
          name: tensor.values.operation.name, expected: expected, found: found)
      }
      feeds[tensor.indices] = value.indices
      feeds[tensor.values] = value.values
      // A shape that is fully known is a constant, and has been compared.
      if tensor.denseShape.operation.definition.constantValue == nil {
        feeds[tensor.denseShape] = Tensor(shape.dimensions.map { Int64($0) })
      }
    }
    return feeds
  }
}

extension SparseTensor {
  /// Computes the sparse tensor in a session; in the default one if none is given.
  ///
  /// - Throws: ``RunError``.
  public func eval(
    feeding feeds: [Output: Tensor] = [:], sparse: [SparseTensor: SparseTensorValue] = [:],
    session: Session? = nil
  ) throws(RunError) -> SparseTensorValue {
    guard let session = session ?? Session.default else { throw .noDefaultSession }
    return try session.run(self, feeding: feeds, sparse: sparse)
  }
}
