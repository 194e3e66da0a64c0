import TFXCore
public import TFXGraph
import TFXKernels

/// y = a part of a sparse tensor: along each axis `size` places from `start` on, or fewer at the end.
/// indices: int64 [n, rank], values: [n], shape, start, size: int64 [rank] → output_indices: int64
/// [m, rank], output_values: [m], output_shape: int64 [rank].
/// ∂values = ∂output_values, 0 for entries that are left out.
struct SparseSlice: HostOp {
  static let nodeForm = NodeForm.sparse

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(5)
    let x = try inputs.sparse(0, shape: "shape")
    for (index, argument) in [(3, "start"), (4, "size")] {
      _ = try inputs.oneOf([.int64], index, argument)
      try inputs.expectShape([x.rank], index, argument)
      if let value = try inputs.integers(index, argument)?.first(where: { $0 < 0 }) {
        throw ShapeError(argument, expected: "0 or more along each axis", found: "\(value)")
      }
    }
    return [
      .indices(Shape.unknown, rank: x.rank), TensorSpec([Shape.unknown], x.dtype),
      .denseShape(rank: x.rank),
    ]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[1] else { return [nil, nil, nil, nil, nil] }
    let inputs = [dy, node[0], node[3], node.output(0)]
    return [nil, try dy.graph.add(SparseSliceGrad(), inputs).output(0), nil, nil, nil]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let (shape, start, size) = (inputs[2].integers(), inputs[3].integers(), inputs[4].integers())
    var kept: [Int] = []
    var moved: [Int64] = []
    try inputs[0].withPlaces("indices") { places in
      for entry in 0..<places.count {
        let place = places.place(entry)
        // Not start + size, which may be more than there are numbers.
        guard zip(place, zip(start, size)).allSatisfy({ $0 >= $1.0 && $0 - $1.0 < $1.1 })
        else { continue }
        kept.append(entry)
        moved += zip(place, start).map { Int64($0 - $1) }
      }
    }
    let extents = zip(shape, zip(start, size)).map { Int64(max(0, min($1.1, $0 - $1.0))) }
    return [
      Tensor(moved, shape: [kept.count, shape.count]), inputs[1].rows(at: kept), Tensor(extents),
    ]
  }
}

/// The gradient of a part of a sparse tensor with respect to its entries, 0 for those left out.
/// backprop_val_grad: [m], input_indices: int64 [n, rank], input_start: int64 [rank], output_indices:
/// int64 [m, rank] → val_grad: [n].   Not derived again.
struct SparseSliceGrad: FloatingOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.sparse

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    let dy = try inputs.floating(0, "backprop_val_grad")
    _ = try inputs.ranked(0, 1, "backprop_val_grad")
    for (index, argument) in [(1, "input_indices"), (3, "output_indices")] {
      _ = try inputs.oneOf([.int64], index, argument)
      _ = try inputs.ranked(index, 2, argument)
    }
    _ = try inputs.oneOf([.int64], 2, "input_start")
    _ = try inputs.ranked(2, 1, "input_start")
    return [TensorSpec([inputs[1].shape[0]], dy.dtype)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let dy = site.input(0, type)
    let places = site.places(1, "input_indices")
    let start = site.extents(2)
    let kept = site.places(3, "output_indices")
    let gradient = site.output(0, type)
    return {
      // What is kept stands in the order of the input.
      var next = 0
      for entry in 0..<places.count {
        let isKept =
          next < kept.count
          && (0..<places.rank).allSatisfy {
            places.index(entry, $0) &- Int(start[$0]) == kept.index(next, $0)
          }
        gradient[entry] = isKept ? dy[next] : 0
        if isKept { next += 1 }
      }
    }
  }
}

extension Graph {
  /// A part of a sparse tensor, which begins at `start` and has at most `size` places along each
  /// axis: TensorFlow's `sparse_slice`.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both have a number for each axis, 0 or more.
  public func sparseSlice(
    _ x: SparseTensor, start: [Int], size: [Int], name: String? = nil
  ) throws(GraphError) -> SparseTensor {
    try sparseSlice(
      x, start: constant(Tensor(start.map(Int64.init))),
      size: constant(Tensor(size.map(Int64.init))), name: name)
  }

  /// A part of a sparse tensor, whose bounds are `int64` vectors that are computed.
  public func sparseSlice(
    _ x: SparseTensor, start: Output, size: Output, name: String? = nil
  ) throws(GraphError) -> SparseTensor {
    let node = try add(SparseSlice(), x.parts + [start, size], name: name)
    return try SparseTensor(
      indices: node.output(0), values: node.output(1), denseShape: node.output(2))
  }
}
