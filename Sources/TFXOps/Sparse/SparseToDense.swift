import TFXCore
public import TFXGraph

/// y = a default value everywhere but in some places.
/// sparse_indices: int32 or int64 [n, rank], or [n] or [] for a vector y; output_shape: int32 or int64
/// [rank]; sparse_values: [n] or []; default_value: [] → y: [d…].
/// ∂values = ∂y in their places, ∂default = Σ ∂y elsewhere.
struct SparseToDense: MovementOp {
  static let nodeForm = NodeForm.sparse

  /// Whether the places must be in order, each once.
  var validateIndices = true

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("validate_indices", &validateIndices, "whether places out of order are refused")
  }

  var valueInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    let indices = try inputs.indices(0, "sparse_indices")
    let (extents, rank) = try inputs.extents(1, "output_shape")
    if indices.shape.rank > 2 {
      throw ShapeError("sparse_indices", expected: "at most 2 axes", found: "\(indices)")
    }
    let columns = indices.shape.rank == 2 ? indices.shape[1] : 1
    if columns != Shape.unknown, columns != rank {
      throw ShapeError(
        "sparse_indices", expected: "\(rank) columns, as output_shape has \(rank) extents",
        found: "\(indices)")
    }
    let values = try inputs.withValues(2, "sparse_values")
    if values.shape.rank > 0 {
      try inputs.expectShape([indices.shape.dimensions.first ?? 1], 2, "sparse_values")
    }
    try inputs.sameType(2, 3, "default_value")
    _ = try inputs.ranked(3, 0, "default_value")
    let shape = Shape(extents ?? Array(repeating: Shape.unknown, count: rank))
    if shape.isFullyKnown { try shape.checkSize("output_shape") }
    return [TensorSpec(shape, values.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    let (indices, values) = (node[0], node[2])
    let places = try graph.reshape(indices, to: [Shape.unknown, dy.shape.rank])
    let there = try graph.gatherNd(dy, places)
    let sum = try graph.sum(there)
    let elsewhere = try graph.subtract(graph.sum(dy), sum)
    return [nil, nil, values.shape.rank == 0 ? sum : there, elsewhere]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    site.inputs[0].spec.dtype == .int32
      ? move(site, type, Int32.self) : move(site, type, Int64.self)
  }

  private func move<Element, Index: FixedWidthInteger>(
    _ site: Site, _ type: Element.Type, _ index: Index.Type
  ) -> Kernel {
    let validateIndices = validateIndices
    let shape = site.outputShape(0)
    let places = SparsePlaces(
      indices: site.input(0, index), count: site.inputShape(0).first ?? 1, rank: shape.count,
      argument: "sparse_indices")
    let step = site.inputShape(2).isEmpty ? 0 : 1
    let values = site.input(2, type)
    let defaultValue = site.input(3, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { () throws(KernelError) in
      try places.check(within: shape)
      if validateIndices { try places.checkOrder() }
      y.update(repeating: defaultValue[0], count: count)
      for entry in 0..<places.count {
        var place = 0
        for axis in 0..<shape.count { place = place * shape[axis] + places.index(entry, axis) }
        y[place] = values[entry * step]
      }
    }
  }
}

extension Shape {
  /// Throws for a shape of more elements than there can be.
  func checkSize(_ argument: String) throws(ShapeError) {
    if Shape.product(dimensions.filter { $0 > 0 }) == Shape.countLimit {
      throw ShapeError(
        argument, expected: "fewer than \(Shape.countLimit) elements", found: "\(self)")
    }
  }
}

extension Graph {
  /// A dense tensor with given elements in some places.
  ///
  /// - Parameters:
  ///   - indices: `int32` or `int64` [n, rank]; for a vector also [n] or [].
  ///   - outputShape: `int32` or `int64` [rank].
  ///   - values: The elements there, of any type: [n], or a scalar for all.
  ///   - defaultValue: The other elements: a scalar; 0 or an empty string if nil.
  ///   - validateIndices: Whether a run throws unless places are in order, each once.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes or types don't fit; a run throws for
  ///   places outside of the shape.
  public func sparseToDense(
    _ indices: Output, outputShape: Output, values: Output, defaultValue: Output? = nil,
    validateIndices: Bool = true, name: String? = nil
  ) throws(GraphError) -> Output {
    let other: Output
    if let defaultValue { other = defaultValue } else { other = try zero(values.dtype) }
    return try add(
      SparseToDense(validateIndices: validateIndices), [indices, outputShape, values, other],
      name: name
    ).output(0)
  }

  /// The dense tensor that a sparse one stands for: TensorFlow's `sparse.to_dense`.
  ///
  /// - Parameters:
  ///   - x: A sparse tensor.
  ///   - defaultValue: The elements without an entry: a scalar; 0 or an empty string if nil.
  ///   - validateIndices: Whether a run throws unless entries are in order, one a place.
  ///   - name: The operation's name.
  public func sparseTensorToDense(
    _ x: SparseTensor, defaultValue: Output? = nil, validateIndices: Bool = true,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try sparseToDense(
      x.indices, outputShape: x.denseShape, values: x.values, defaultValue: defaultValue,
      validateIndices: validateIndices, name: name ?? "SparseToDense")
  }

  /// The elements of a dense tensor that are not 0 (not `false`, no empty string):
  /// TensorFlow's `sparse.from_dense`.
  public func sparseFromDense(_ x: Output, name: String? = nil) throws(GraphError) -> SparseTensor {
    try nameScope(name ?? "sparse_from_dense") { (_) throws(GraphError) in
      let present = try x.dtype.isNumeric ? x : notEqual(x, zerosLike(x))
      let indices = try `where`(present)
      return try SparseTensor(
        indices: indices, values: gatherNd(x, indices),
        denseShape: shape(of: x, outType: .int64), known: x.shape)
    }
  }

  /// The scalar that elements without an entry are: 0, `false` or an empty string.
  private func zero(_ dtype: DType) throws(GraphError) -> Output {
    try constant(Tensor(shape: [], dtype: dtype))
  }
}
