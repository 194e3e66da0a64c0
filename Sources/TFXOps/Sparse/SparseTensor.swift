public import TFXCore
public import TFXGraph

/// A tensor of a graph that is mostly zeros, as TensorFlow has it: three outputs that say where the
/// other elements stand, what they are, and how large the whole is.
public struct SparseTensor: Hashable, Sendable {
  /// The places of the entries: `int64` [n, rank].
  public let indices: Output
  /// The entries: [n], of any type.
  public let values: Output
  /// The shape of the whole tensor: `int64` [rank].
  public let denseShape: Output
  /// What is known of the shape of the whole tensor; its number of axes always is.
  public let shape: Shape

  /// A sparse tensor made of three outputs of one graph.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if they don't fit together, or neither `indices`
  ///   nor `denseShape` tells the number of axes.
  public init(indices: Output, values: Output, denseShape: Output) throws(GraphError) {
    try self.init(indices: indices, values: values, denseShape: denseShape, known: nil)
  }

  /// A sparse tensor of which more is known than the outputs tell.
  init(
    indices: Output, values: Output, denseShape: Output, known: Shape?
  ) throws(GraphError) {
    let parts = [indices, values, denseShape]
    let specs = InputSpecs(
      parts.map(\.spec), values: parts.map { $0.operation.definition.constantValue })
    do throws(ShapeError) {
      let found = try specs.sparse(0).shape
      shape = known ?? found
    } catch {
      throw .invalid(op: "SparseTensor", node: values.operation.name, error)
    }
    self.indices = indices
    self.values = values
    self.denseShape = denseShape
  }

  /// The element type.
  public var dtype: DType { values.dtype }
  /// The number of axes.
  public var rank: Int { shape.rank }
  /// The graph that it belongs to.
  public var graph: Graph { values.graph }

  /// The outputs in the order in which operations take them.
  var parts: [Output] { [indices, values, denseShape] }

  /// Other entries in the same places.
  func with(values: Output) throws(GraphError) -> SparseTensor {
    try SparseTensor(indices: indices, values: values, denseShape: denseShape, known: shape)
  }
}

extension Graph {
  /// A sparse tensor to be fed when a session runs, with a ``SparseTensorValue``.
  ///
  /// - Parameters:
  ///   - dtype: The type of the entries.
  ///   - shape: The shape of the whole tensor; unknown extents may differ from run to run.
  ///   - name: Operations are named `name/indices`, `name/values` and `name/shape`.
  public func sparsePlaceholder(
    _ dtype: DType = .float32, shape: Shape, name: String? = nil
  ) throws(GraphError) -> SparseTensor {
    func part(_ part: String) -> String? { name.map { "\($0)/\(part)" } }
    let indices = try placeholder(
      .int64, shape: [Shape.unknown, shape.rank], name: part("indices"))
    let values = try placeholder(dtype, shape: [Shape.unknown], name: part("values"))
    let extents =
      try shape.isFullyKnown
      ? constant(Tensor(shape.dimensions.map(Int64.init)), name: part("shape"))
      : placeholder(.int64, shape: [shape.rank], name: part("shape"))
    return try SparseTensor(indices: indices, values: values, denseShape: extents, known: shape)
  }

  /// A sparse tensor that never changes.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if its parts don't fit together.
  public func sparseConstant(
    _ value: SparseTensorValue, name: String? = nil
  ) throws(GraphError) -> SparseTensor {
    try nameScope(name ?? "SparseTensor") { (_) throws(GraphError) in
      try SparseTensor(
        indices: constant(value.indices, name: "indices"),
        values: constant(value.values, name: "values"),
        denseShape: constant(
          Tensor(value.denseShape.dimensions.map(Int64.init)), name: "dense_shape"))
    }
  }
}
