import TFXCore
public import TFXGraph

/// The entries of a sparse tensor in the order of their places.
/// input_indices: int64 [n, rank], input_values: [n], input_shape: int64 [rank] → output_indices: int64
/// [n, rank], output_values: [n].   ∂input_values = ∂output_values in the order before.
struct SparseReorder: HostOp {
  static let nodeForm = NodeForm.sparse

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let x = try inputs.sparse(0, "input_")
    return [.indices(x.count, rank: x.rank), TensorSpec([x.count], x.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[1] else { return [nil, nil, nil] }
    let graph = dy.graph
    // Where each entry came from.
    let count = try graph.size(of: node[1], outType: .int64)
    let numbers = try graph.range(
      graph.constant(Tensor(Int64(0))), count, delta: graph.constant(Tensor(Int64(1))))
    let order = try graph.add(SparseReorder(), [node[0], numbers, node[2]]).output(1)
    let extents = try graph.reshape(count, to: [1])
    return [
      nil, try graph.scatterNd(graph.reshape(order, to: [Shape.unknown, 1]), dy, shape: extents),
      nil,
    ]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let order = try inputs[0].withPlaces("input_indices") { $0.order() }
    return [inputs[0].rows(at: order), inputs[1].rows(at: order)]
  }
}

extension Graph {
  /// A sparse tensor with its entries in the order of their places, row by row; those of one place
  /// stay as they are.
  public func sparseReorder(_ x: SparseTensor, name: String? = nil) throws(GraphError)
    -> SparseTensor
  {
    let node = try add(SparseReorder(), x.parts, name: name)
    return try SparseTensor(
      indices: node.output(0), values: node.output(1), denseShape: x.denseShape, known: x.shape)
  }

  /// The entries of a sparse tensor for which a truth value holds, in order: TensorFlow's
  /// `sparse_retain`.
  ///
  /// - Parameters:
  ///   - x: A sparse tensor of n entries.
  ///   - toRetain: `bool` [n].
  ///   - name: The scope's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type or shape.
  public func sparseRetain(
    _ x: SparseTensor, _ toRetain: Output, name: String? = nil
  ) throws(GraphError) -> SparseTensor {
    guard toRetain.dtype == .bool, toRetain.shape.merged(with: x.values.shape) != nil else {
      throw .invalid(
        op: "SparseRetain", node: scopedName(name ?? "SparseRetain"),
        ShapeError(
          "to_retain", expected: "\(TensorSpec(x.values.shape, .bool))",
          found: "\(toRetain.spec)"))
    }
    return try nameScope(name ?? "SparseRetain") { (_) throws(GraphError) in
      let places = try reshape(`where`(toRetain), to: [Shape.unknown])
      return try SparseTensor(
        indices: gather(x.indices, places), values: gather(x.values, places),
        denseShape: x.denseShape, known: x.shape)
    }
  }
}
