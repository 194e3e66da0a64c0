import TFXCore
public import TFXGraph
import TFXKernels

/// y = op(a) · op(b), a sparse, op the transpose where asked.   a_indices: int64 [n, 2], a_values:
/// [n], a_shape: int64 [2] of m and k, b: [k, n] → y: [m, n].
/// ∂a_values = ∂y · bᵀ in their places, ∂b = aᵀ · ∂y.
struct SparseTensorDenseMatMul: Op {
  static let nodeForm = NodeForm.sparse

  var adjointA = false
  var adjointB = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("adjoint_a", &adjointA, "whether a is transposed first")
    f.optional("adjoint_b", &adjointB, "whether b is transposed first")
  }

  var valueInputs: Set<Int> { [2] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    let a = try inputs.sparse(0, "a_")
    if a.rank != 2 {
      throw ShapeError("a_shape", expected: "a matrix", found: "a sparse tensor of rank \(a.rank)")
    }
    _ = try inputs.oneOf([.float32, .float64, .int32], 1, "a_values")
    try inputs.sameType(1, 3, "b")
    let b = try inputs.ranked(3, 2, "b").shape
    let (m, k) = adjointA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (rows, n) = adjointB ? (b[1], b[0]) : (b[0], b[1])
    if k != rows, k != Shape.unknown, rows != Shape.unknown {
      throw ShapeError(
        "b", expected: "\(k) \(adjointB ? "columns" : "rows"), as a is \(a.shape)", found: "\(b)")
    }
    let shape: Shape = [m, n]
    if shape.isFullyKnown { try shape.checkSize("a_shape") }
    return [TensorSpec(shape, a.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    let b = node[3]
    let transposed = SparseTensorDenseMatMul(adjointA: !adjointA)
    var db = try graph.add(transposed, [node[0], node[1], node[2], dy]).output(0)
    if adjointB { db = try graph.transpose(db, [1, 0]) }
    // Of the product ∂y · bᵀ only what stands in a's places.
    func column(_ axis: Int) throws(GraphError) -> Output {
      try graph.reshape(
        graph.slice(node[0], begin: [0, axis], size: [-1, 1]), to: [Shape.unknown])
    }
    let left = try graph.gather(dy, column(adjointA ? 1 : 0))
    let right = try graph.gather(
      adjointB ? graph.transpose(b, [1, 0]) : b, column(adjointA ? 0 : 1))
    return [nil, try graph.sum(graph.multiply(left, right), axes: [1]), nil, db]
  }

  func lower(_ site: Site) -> Kernel? {
    switch site.outputs[0].spec.dtype {
    case .float64: kernel(site, Double.self)
    case .int32: kernel(site, Int32.self)
    default: kernel(site, Float.self)
    }
  }

  private func kernel<N: KernelNumber>(_ site: Site, _ type: N.Type) -> Kernel {
    let extents = site.integers(2)
    let plan = SparseProductPlan(
      entries: site.inputShape(0)[0], m: site.outputShape(0)[0], n: site.outputShape(0)[1],
      k: extents[adjointA ? 0 : 1], transposeA: adjointA, transposeB: adjointB)
    let places = site.places(0, "a_indices")
    let values = site.input(1, type)
    let b = site.input(3, type)
    let y = site.output(0, type)
    return { () throws(KernelError) in
      try places.check(within: extents)
      Kernels.sparseMatMul(places.indices, values, b, y, plan)
    }
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    2 * inputs[1].shape.elementCount * outputs[0].shape[1]
  }
}

extension Graph {
  /// The product of a sparse matrix and a dense one, of which each may be transposed first.
  ///
  /// - Parameters:
  ///   - a: A sparse matrix of shape [m, k]; of several entries of one place the sum counts.
  ///   - b: [k, n].
  ///   - adjointA: Whether `a` is transposed first.
  ///   - adjointB: Whether `b` is transposed first.
  ///   - name: The operation's name.
  /// - Returns: [m, n].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are matrices of one type, `float32`,
  ///   `float64` or `int32`, with the same inner extent; a run throws for entries outside of the
  ///   shape.
  public func sparseTensorDenseMatMul(
    _ a: SparseTensor, _ b: Output, adjointA: Bool = false, adjointB: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let product = SparseTensorDenseMatMul(adjointA: adjointA, adjointB: adjointB)
    return try add(product, a.parts + [b], name: name).output(0)
  }
}
