public import TFXCore
public import TFXGraph

/// The places of a sparse tensor's entries under another shape of as many elements.
/// input_indices: int64 [n, rank], input_shape: int64 [rank], new_shape: int64 [rank′], of which one
/// extent may be −1 → output_indices: int64 [n, rank′], output_shape: int64 [rank′].   No gradient.
struct SparseReshape: Op {
  static let nodeForm = NodeForm.sparse

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let indices = try inputs.oneOf([.int64], 0, "input_indices")
    _ = try inputs.ranked(0, 2, "input_indices")
    _ = try inputs.oneOf([.int64], 1, "input_shape")
    try inputs.expectShape([indices.shape[1]], 1, "input_shape")
    let shape = try inputs.oneOf([.int64], 2, "new_shape")
    guard let rank = try inputs.ranked(2, 1, "new_shape").shape.knownCount else {
      throw ShapeError("new_shape", expected: "a vector of known length", found: "\(shape)")
    }
    return [.indices(indices.shape[0], rank: rank), .denseShape(rank: rank)]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? {
    let places = site.places(0, "input_indices")
    let shape = site.extents(1)
    let asked = site.extents(2)
    let indices = site.output(0, Int64.self)
    let extents = site.output(1, Int64.self)
    return { () throws(KernelError) in
      try SparseReshape.resolve(asked, of: shape, to: extents)
      try places.check(within: shape)
      for entry in 0..<places.count {
        var place = 0
        for axis in 0..<shape.count {
          place = place * Int(shape[axis]) + places.index(entry, axis)
        }
        for axis in (0..<asked.count).reversed() {
          let extent = Int(extents[axis])
          indices[entry * asked.count + axis] = Int64(place % extent)
          place /= extent
        }
      }
    }
  }

  /// Writes the extents that are asked for, −1 being what the others leave.
  private static func resolve(
    _ asked: UnsafeBufferPointer<Int64>, of shape: UnsafeBufferPointer<Int64>,
    to extents: UnsafeMutablePointer<Int64>
  ) throws(KernelError) {
    var open: Int?
    for (axis, extent) in asked.enumerated() {
      if extent < -1 || extent == -1 && open != nil {
        throw KernelError("new_shape: expected extents, at most one -1, found \(Array(asked))")
      }
      if extent == -1 { open = axis }
      extents[axis] = extent
    }
    guard let count = product(shape, except: nil), let rest = product(asked, except: open),
      open == nil ? count == rest : (rest != 0 && count % rest == 0)
    else {
      throw KernelError(
        "new_shape: expected a shape for the elements of \(Array(shape)), found \(Array(asked))")
    }
    if let open { extents[open] = count / rest }
  }

  /// The product of all extents but one; nil if it is no number, or an extent is negative.
  private static func product(_ extents: UnsafeBufferPointer<Int64>, except open: Int?) -> Int64? {
    var whole: Int64 = 1
    for (axis, extent) in extents.enumerated() where axis != open {
      let (next, overflow) = whole.multipliedReportingOverflow(by: extent)
      if overflow || extent < 0 { return nil }
      whole = next
    }
    return whole
  }
}

extension Graph {
  /// A sparse tensor under another shape of as many elements: entries stay where they are in
  /// row-major order.
  ///
  /// - Parameters:
  ///   - x: A sparse tensor.
  ///   - shape: `int64` [rank′], whose length the graph knows; one extent may be −1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type; a run throws if the numbers of
  ///   elements differ.
  public func sparseReshape(
    _ x: SparseTensor, to shape: Output, name: String? = nil
  ) throws(GraphError) -> SparseTensor {
    let node = try add(SparseReshape(), [x.indices, x.denseShape, shape], name: name)
    return try SparseTensor(
      indices: node.output(0), values: x.values, denseShape: node.output(1))
  }

  /// A sparse tensor under another shape of as many elements, of which one extent may be unknown:
  /// what the others leave.
  public func sparseReshape(
    _ x: SparseTensor, to shape: Shape, name: String? = nil
  ) throws(GraphError) -> SparseTensor {
    let node = try sparseReshape(
      x, to: constant(Tensor(shape.dimensions.map(Int64.init))), name: name)
    return try SparseTensor(
      indices: node.indices, values: node.values, denseShape: node.denseShape, known: shape)
  }
}
