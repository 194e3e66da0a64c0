import TFXCore
public import TFXGraph
import TFXKernels

/// y = op(a) · op(b), op the transpose where asked.   a: [m, k], b: [k, n] → y: [m, n].
/// Without transposes: ∂a = ∂y · bᵀ, ∂b = aᵀ · ∂y, with b and a conjugated.
struct MatMul: FloatingOp {
  var transposeA = false
  var transposeB = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("transpose_a", &transposeA, "whether a is transposed first")
    f.optional("transpose_b", &transposeB, "whether b is transposed first")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.oneOf(DType.elementwise(complex: true) + [.int32, .int64], 0, "a")
    try inputs.sameType(0, 1, "b")
    let a = try inputs.ranked(0, 2, "a").shape
    let b = try inputs.ranked(1, 2, "b").shape
    let (m, k) = transposeA ? (a[1], a[0]) : (a[0], a[1])
    let (rows, n) = transposeB ? (b[1], b[0]) : (b[0], b[1])
    if k != rows, k != Shape.unknown, rows != Shape.unknown {
      throw ShapeError(
        "b", expected: "\(k) \(transposeB ? "columns" : "rows"), as a is \(a)", found: "\(b)")
    }
    return [TensorSpec([m, n], inputs[0].dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    let (a, b) = (try graph.conj(node[0]), try graph.conj(node[1]))
    return switch (transposeA, transposeB) {
    case (false, false):
      [try graph.matMul(dy, b, transposeB: true), try graph.matMul(a, dy, transposeA: true)]
    case (false, true):
      [try graph.matMul(dy, b), try graph.matMul(dy, a, transposeA: true)]
    case (true, false):
      [try graph.matMul(b, dy, transposeB: true), try graph.matMul(a, dy)]
    case (true, true):
      [
        try graph.matMul(b, dy, transposeA: true, transposeB: true),
        try graph.matMul(dy, a, transposeA: true, transposeB: true),
      ]
    }
  }

  func lower(_ site: Site) -> Kernel? {
    let dtype = site.outputs[0].spec.dtype
    if let type = dtype.integerType { return integerKernel(site, type) }
    return switch dtype {
    case .float64: kernel(site, Double.self)
    case .complex64: complexKernel(site)
    default: kernel(site, Float.self)
    }
  }

  private func integerKernel<I: KernelInteger>(_ site: Site, _ type: I.Type) -> Kernel {
    let (transposeA, transposeB) = (transposeA, transposeB)
    let (m, n, k) = extents(site)
    let a = site.input(0, type)
    let b = site.input(1, type)
    let y = site.output(0, type)
    return {
      Kernels.integerMatMul(
        a, b, y, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB)
    }
  }

  private func complexKernel(_ site: Site) -> Kernel {
    let (transposeA, transposeB) = (transposeA, transposeB)
    let (m, n, k) = extents(site)
    let a = site.input(0, ComplexPair.self)
    let b = site.input(1, ComplexPair.self)
    let y = site.output(0, ComplexPair.self)
    return {
      Kernels.complexMatMul(
        a, b, y, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB,
        conjugates: false)
    }
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (transposeA, transposeB) = (transposeA, transposeB)
    let (m, n, k) = extents(site)
    let library = Kernels.matMulLibrary(
      type, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB)
    if let refusal = library?.refusal() { return refusal }
    let a = site.input(0, type)
    let b = site.input(1, type)
    let y = site.output(0, type)
    return {
      Kernels.matMul(
        a, b, y, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB)
    }
  }
}

extension MatMul {
  /// The rows and columns of y, and the extent that is summed over.
  func extents(_ site: Site) -> (m: Int, n: Int, k: Int) {
    let y = site.outputShape(0)
    return (y[0], y[1], site.inputShape(0)[transposeA ? 0 : 1])
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    2 * inputs[0].shape.elementCount * outputs[0].shape[1]
  }
}

extension Graph {
  /// The matrix product of `a` and `b`, of which each may be transposed first. If one has more than
  /// two axes, both are stacks of matrices, as ``batchMatMul(_:_:adjX:adjY:name:)`` takes them.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are matrices of one type, floating,
  ///   `int32`, `int64` or `complex64`, with the same inner extent.
  public func matMul(
    _ a: Output, _ b: Output, transposeA: Bool = false, transposeB: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    if a.shape.rank > 2 || b.shape.rank > 2 {
      return try batchMatMul(
        transposeA ? conj(a) : a, transposeB ? conj(b) : b, adjX: transposeA, adjY: transposeB,
        name: name)
    }
    return try add(
      MatMul(transposeA: transposeA, transposeB: transposeB), [a, b], name: name
    ).output(0)
  }
}
