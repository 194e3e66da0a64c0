import TFXCore
public import TFXGraph

/// A sparse tensor with an entry of a default value at the beginning of each row that has none; rows
/// are the first axis.   indices: int64 [n, rank], values: [n], dense_shape: int64 [rank],
/// default_value: [] → output_indices: int64 [m, rank], output_values: [m], empty_row_indicator: bool
/// [rows], reverse_index_map: int64 [n], where each entry went.
/// ∂values = ∂output_values where they went, ∂default_value = Σ of the others.
struct SparseFillEmptyRows: HostOp {
  static let nodeForm = NodeForm.sparse

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    let x = try inputs.sparse(0)
    if x.rank == 0 {
      throw ShapeError("dense_shape", expected: "one axis at least", found: "none")
    }
    try inputs.sameType(1, 3, "default_value")
    _ = try inputs.ranked(3, 0, "default_value")
    let rows = Shape([x.shape[0]])
    if rows.isFullyKnown { try rows.checkSize("dense_shape") }
    return [
      .indices(Shape.unknown, rank: x.rank), TensorSpec([Shape.unknown], x.dtype),
      TensorSpec(rows, .bool), TensorSpec([x.count], .int64),
    ]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[1] else { return [nil, nil, nil, nil] }
    let graph = dy.graph
    let there = try graph.gather(dy, node.output(3))
    let others = try graph.subtract(graph.sum(dy), graph.sum(there))
    return [nil, there, nil, others]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let rank = inputs[0].shape[1]
    let rows = inputs[2].integers()[0]
    var entries = [[Int]](repeating: [], count: rows)
    try inputs[0].withPlaces("indices") { (places) throws(KernelError) in
      for entry in 0..<places.count {
        let row = places.index(entry, 0)
        if !(0..<rows).contains(row) {
          throw KernelError(
            "indices: expected places in one of \(rows) rows, found \(places.place(entry)) as entry "
              + "\(entry)")
        }
        entries[row].append(entry)
      }
    }
    // The entries that are added stand behind all others at first.
    let count = inputs[0].shape[0]
    var order: [Int] = []
    var emptyRows: [Int64] = []
    var went = [Int64](repeating: 0, count: count)
    for (row, found) in entries.enumerated() {
      if found.isEmpty {
        order.append(count + emptyRows.count)
        emptyRows.append(Int64(row))
      }
      for entry in found {
        went[entry] = Int64(order.count)
        order.append(entry)
      }
    }
    let rest = [Int64](repeating: 0, count: rank - 1)
    let begins = emptyRows.flatMap { [$0] + rest }
    let all = Tensor(
      inputs[0].scalars(as: Int64.self) + begins, shape: [count + emptyRows.count, rank])
    let values = inputs[1].appending(inputs[3], count: emptyRows.count)
    return [
      all.rows(at: order), values.rows(at: order), Tensor(entries.map(\.isEmpty)), Tensor(went),
    ]
  }
}

extension Graph {
  /// A sparse tensor in which each row without entries, of the first axis, has one at its beginning.
  ///
  /// - Parameters:
  ///   - x: A sparse tensor of any type.
  ///   - defaultValue: A scalar of its type.
  ///   - name: The operation's name.
  /// - Returns: The sparse tensor, and which rows had no entry: `bool` [rows].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type.
  public func sparseFillEmptyRows(
    _ x: SparseTensor, defaultValue: Output, name: String? = nil
  ) throws(GraphError) -> (filled: SparseTensor, emptyRows: Output) {
    let node = try add(SparseFillEmptyRows(), x.parts + [defaultValue], name: name)
    let filled = try SparseTensor(
      indices: node.output(0), values: node.output(1), denseShape: x.denseShape, known: x.shape)
    return (filled, node.output(2))
  }
}
