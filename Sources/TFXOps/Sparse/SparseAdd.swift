import TFXCore
public import TFXGraph
import TFXKernels

/// y = a + b, sparse tensors of one shape whose entries are in order. A sum of two entries that is
/// smaller than thresh is left out.
/// a_indices, b_indices: int64 [n, rank], a_values, b_values: [n], a_shape, b_shape: int64 [rank],
/// thresh: [] → sum_indices: int64 [m, rank], sum_values: [m], sum_shape: int64 [rank].
/// ∂a_values, ∂b_values = ∂sum_values of their places.
struct SparseAdd: HostOp {
  static let nodeForm = NodeForm.sparse

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(7)
    let a = try inputs.sparse(0, "a_")
    let b = try inputs.sparse(3, "b_")
    _ = try inputs.oneOf(DType.elementwise(integers: true, complex: true), 1, "a_values")
    try inputs.sameType(1, 4, "b_values")
    if a.shape.merged(with: b.shape) == nil {
      throw ShapeError("b_shape", expected: "\(a.shape)", found: "\(b.shape)")
    }
    let real = a.dtype == .complex64 ? DType.float32 : a.dtype
    _ = try inputs.oneOf([real], 6, "thresh")
    _ = try inputs.ranked(6, 0, "thresh")
    return [
      .indices(Shape.unknown, rank: a.rank), TensorSpec([Shape.unknown], a.dtype),
      .denseShape(rank: a.rank),
    ]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    var gradients = [Output?](repeating: nil, count: 7)
    guard let dy = outputGradients[1] else { return gradients }
    let parts = try dy.graph.add(SparseAddGrad(), [dy, node[0], node[3], node.output(0)])
    gradients[1] = parts.output(0)
    gradients[4] = parts.output(1)
    return gradients
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    switch inputs[1].dtype {
    case .float64: try add(inputs, Double.self) { abs($0) >= $1 }
    case .int8: try add(inputs, Int8.self) { $1 <= 0 || $0.magnitude >= $1.magnitude }
    case .int16: try add(inputs, Int16.self) { $1 <= 0 || $0.magnitude >= $1.magnitude }
    case .int32: try add(inputs, Int32.self) { $1 <= 0 || $0.magnitude >= $1.magnitude }
    case .int64: try add(inputs, Int64.self) { $1 <= 0 || $0.magnitude >= $1.magnitude }
    case .uint8: try add(inputs, UInt8.self) { $0 >= $1 }
    case .complex64:
      try add(inputs, threshold: inputs[6].scalars(as: Float.self)[0]) { (a: Complex, b) in
        a + b
      } isLarge: {
        ($0.real * $0.real + $0.imaginary * $0.imaginary).squareRoot() >= $1
      }
    default: try add(inputs, Float.self) { abs($0) >= $1 }
    }
  }

  private func add<Number: TensorScalar & KernelNumber>(
    _ inputs: [Tensor], _ type: Number.Type, isLarge: (Number, Number) -> Bool
  ) throws(KernelError) -> [Tensor] {
    try add(
      inputs, threshold: inputs[6].scalars(as: type)[0], { $0.plus($1) }, isLarge: isLarge)
  }

  private func add<Number: TensorScalar, Real>(
    _ inputs: [Tensor], threshold: Real, _ plus: (Number, Number) -> Number,
    isLarge: (Number, Real) -> Bool
  ) throws(KernelError) -> [Tensor] {
    let (a, b) = (inputs[1].scalars(as: Number.self), inputs[4].scalars(as: Number.self))
    var places: [Int64] = []
    var sums: [Number] = []
    try inputs[0].withPlaces("a_indices") { (aPlaces) throws(KernelError) in
      try inputs[3].withPlaces("b_indices") { (bPlaces) throws(KernelError) in
        try aPlaces.checkOrder()
        try bPlaces.checkOrder()
        func keep(_ entry: Int, _ from: SparsePlaces<Int64>, _ value: Number) {
          for axis in 0..<from.rank { places.append(Int64(from.index(entry, axis))) }
          sums.append(value)
        }
        var (i, j) = (0, 0)
        while i < aPlaces.count || j < bPlaces.count {
          let order =
            i == aPlaces.count ? 1 : j == bPlaces.count ? -1 : aPlaces.compare(i, bPlaces, j)
          if order < 0 {
            keep(i, aPlaces, a[i])
          } else if order > 0 {
            keep(j, bPlaces, b[j])
          } else {
            let sum = plus(a[i], b[j])
            if isLarge(sum, threshold) { keep(i, aPlaces, sum) }
          }
          if order <= 0 { i += 1 }
          if order >= 0 { j += 1 }
        }
      }
    }
    return [
      Tensor(places, shape: [sums.count, inputs[0].shape[1]]), Tensor(sums), inputs[2],
    ]
  }
}

/// The gradients of a sum of sparse tensors with respect to their entries: 0 for those that the sum
/// leaves out.   backprop_val_grad: [m], a_indices: int64 [n, rank], b_indices: int64 [k, rank],
/// sum_indices: int64 [m, rank] → a_val_grad: [n], b_val_grad: [k].   Not derived again.
struct SparseAddGrad: FloatingOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.sparse

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    let dy = try inputs.floating(0, "backprop_val_grad")
    _ = try inputs.ranked(0, 1, "backprop_val_grad")
    for (index, argument) in [(1, "a_indices"), (2, "b_indices"), (3, "sum_indices")] {
      _ = try inputs.oneOf([.int64], index, argument)
      _ = try inputs.ranked(index, 2, argument)
    }
    return [
      TensorSpec([inputs[1].shape[0]], dy.dtype), TensorSpec([inputs[2].shape[0]], dy.dtype),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let dy = site.input(0, type)
    let sum = site.places(3, "sum_indices")
    let parts = [
      (site.places(1, "a_indices"), site.output(0, type)),
      (site.places(2, "b_indices"), site.output(1, type)),
    ]
    return {
      for (places, gradient) in parts {
        var next = 0
        for entry in 0..<places.count {
          while next < sum.count, sum.compare(next, places, entry) < 0 { next += 1 }
          let isThere = next < sum.count && sum.compare(next, places, entry) == 0
          gradient[entry] = isThere ? dy[next] : 0
        }
      }
    }
  }
}

/// y = a + b, a sparse.   a_indices: int32 or int64 [n, rank], a_values: [n], a_shape: int32 or int64
/// [rank], b: [d…] → y: [d…].   ∂a_values = ∂y in their places, ∂b = ∂y.
struct SparseTensorDenseAdd: ScatterOp {
  static let nodeForm = NodeForm.sparse

  static let indexInput = 0
  static let updateInput = 1

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    _ = try inputs.indices(0, "a_indices")
    let indices = try inputs.ranked(0, 2, "a_indices")
    let values = try inputs.real(1, "a_values")
    let b = try inputs.withValues(3, "b")
    try inputs.sameType(1, 3, "b")
    try inputs.expectShape([Shape.unknown, b.shape.rank], 0, "a_indices")
    try inputs.expectShape([indices.shape[0]], 1, "a_values")
    _ = try inputs.indices(2, "a_shape")
    try inputs.expectShape([b.shape.rank], 2, "a_shape")
    var shape = b.shape
    if let extents = try inputs.extents(2, "a_shape").values {
      guard let merged = shape.merged(with: Shape(extents)) else {
        throw ShapeError("b", expected: "\(Shape(extents)), as a_shape says", found: "\(b)")
      }
      shape = merged
    }
    return [TensorSpec(shape, values.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    let places = try graph.places(node[0], rank: dy.shape.rank)
    return [nil, try graph.gatherNd(dy, places), nil, dy]
  }

  func kernel<E: ScatterNumber, Index: FixedWidthInteger>(
    _ site: Site, _ type: E.Type, _ index: Index.Type
  ) -> Kernel {
    let shape = site.outputShape(0)
    let plan = PlacePlan(shape: shape, indices: site.inputShape(0))
    let isLong = site.inputs[2].spec.dtype == .int64
    let long = site.input(2, Int64.self)
    let short = site.input(2, Int32.self)
    let b = site.input(3, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    let scatter = scatter(site, .add, into: y, plan, index)
    return { () throws(KernelError) in
      for (axis, extent) in shape.enumerated() {
        let found = isLong ? Int(long[axis]) : Int(short[axis])
        if found != extent {
          throw KernelError(
            "a_shape: expected extent \(extent) along axis \(axis), as b has, found \(found)")
        }
      }
      y.update(from: b, count: count)
      try scatter()
    }
  }
}

extension Graph {
  /// The sum of two sparse tensors of one shape, whose entries must be in order.
  ///
  /// - Parameters:
  ///   - a: A sparse tensor of numbers, complex ones too.
  ///   - b: A sparse tensor of the same type and shape.
  ///   - threshold: Where both have an entry, a sum of smaller magnitude is left out; so 0 keeps all.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit; a run throws if
  ///   entries are not in order, and for shapes that differ only then.
  public func sparseAdd(
    _ a: SparseTensor, _ b: SparseTensor, threshold: Double = 0, name: String? = nil
  ) throws(GraphError) -> SparseTensor {
    let real = a.dtype == .complex64 ? DType.float32 : a.dtype
    let limit = try constant(threshold, real.isNumeric ? real : .float32)
    let node = try add(SparseAdd(), a.parts + b.parts + [limit], name: name)
    return try SparseTensor(
      indices: node.output(0), values: node.output(1), denseShape: node.output(2),
      known: a.shape.merged(with: b.shape) ?? a.shape)
  }

  /// The sum of a sparse and a dense tensor of one shape: a dense tensor.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit; a run throws for
  ///   entries outside of the shape.
  public func sparseAdd(
    _ a: SparseTensor, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SparseTensorDenseAdd(), a.parts + [b], name: name).output(0)
  }

  /// The sum of a dense and a sparse tensor of one shape: a dense tensor.
  public func sparseAdd(
    _ a: Output, _ b: SparseTensor, name: String? = nil
  ) throws(GraphError) -> Output {
    try sparseAdd(b, a, name: name)
  }
}
