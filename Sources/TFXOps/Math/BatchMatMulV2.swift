import TFXCore
public import TFXGraph
import TFXKernels

/// y = op(a) · op(b), op the transpose where asked, conjugated if complex, for stacks of matrices
/// whose axes broadcast.
/// a: [d…, m, k], b: [e…, k, n] → y: [f…, m, n].   Without transposes: ∂a = ∂y · bᵀ, ∂b = aᵀ · ∂y,
/// summed where a stack was broadcast.
struct BatchMatMulV2: FloatingOp {
  static let nodeForm = NodeForm("BatchMatMulV2", "BatchMatMul", "BatchMatMulV3")

  var adjX = false
  var adjY = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("adj_x", &adjX, "whether the matrices of x are transposed first")
    f.optional("adj_y", &adjY, "whether the matrices of y are transposed first")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.oneOf(
      DType.elementwise(complex: true) + [.int16, .int32, .int64], 0, "x")
    try inputs.sameType(0, 1, "y")
    let a = try inputs.withAxes(2, 0, "x").shape
    let b = try inputs.withAxes(2, 1, "y").shape
    let (m, k) = adjX ? (a[-1], a[-2]) : (a[-2], a[-1])
    let (rows, n) = adjY ? (b[-1], b[-2]) : (b[-2], b[-1])
    if k != rows, k != Shape.unknown, rows != Shape.unknown {
      throw ShapeError(
        "y", expected: "\(k) \(adjY ? "columns" : "rows"), as x is \(a)", found: "\(b)")
    }
    guard let stack = try? a.stack.broadcast(with: b.stack) else {
      throw ShapeError("y", expected: "a stack that broadcasts with \(a.stack)", found: "\(b)")
    }
    return [TensorSpec(Shape(stack.dimensions + [m, n]), inputs[0].dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    let (a, b) = (node[0], node[1])
    let (da, db) =
      switch (adjX, adjY) {
      case (false, false):
        (
          try graph.batchMatMul(dy, b, adjY: true), try graph.batchMatMul(a, dy, adjX: true)
        )
      case (false, true):
        (try graph.batchMatMul(dy, b), try graph.batchMatMul(dy, a, adjX: true))
      case (true, false):
        (try graph.batchMatMul(b, dy, adjY: true), try graph.batchMatMul(a, dy))
      case (true, true):
        (
          try graph.batchMatMul(b, dy, adjX: true, adjY: true),
          try graph.batchMatMul(dy, a, adjX: true, adjY: true)
        )
      }
    // The last two axes are the matrices'; only those before are broadcast.
    let (sumsA, sumsB) = (
      a.shape.stack.mayGrow(b.shape.stack), b.shape.stack.mayGrow(a.shape.stack)
    )
    return [
      sumsA || da.shape != a.shape ? try graph.add(SumToShape(), [da, a]).output(0) : da,
      sumsB || db.shape != b.shape ? try graph.add(SumToShape(), [db, b]).output(0) : db,
    ]
  }

  func lower(_ site: Site) -> Kernel? {
    let dtype = site.outputs[0].spec.dtype
    if let type = dtype.integerType { return integerKernel(site, type) }
    switch dtype {
    case .float64: return kernel(site, Double.self)
    case .complex64:
      let plan = plan(site)
      let a = site.input(0, ComplexPair.self)
      let b = site.input(1, ComplexPair.self)
      let y = site.output(0, ComplexPair.self)
      return { Kernels.complexBatchMatMul(a, b, y, plan, conjugates: true) }
    default: return kernel(site, Float.self)
    }
  }

  private func integerKernel<I: KernelInteger>(_ site: Site, _ type: I.Type) -> Kernel {
    let plan = plan(site)
    let a = site.input(0, type)
    let b = site.input(1, type)
    let y = site.output(0, type)
    return { Kernels.integerBatchMatMul(a, b, y, plan) }
  }

  private func plan(_ site: Site) -> BatchProductPlan {
    let (shapeA, shapeB) = (site.inputs[0].spec.shape, site.inputs[1].spec.shape)
    let product = site.outputs[0].spec.shape
    return BatchProductPlan(
      a: shapeA.stack.dimensions, b: shapeB.stack.dimensions, m: product[-2], n: product[-1],
      k: shapeA[adjX ? -2 : -1], transposeA: adjX, transposeB: adjY)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let plan = plan(site)
    let a = site.input(0, type)
    let b = site.input(1, type)
    let y = site.output(0, type)
    return { Kernels.batchMatMul(a, b, y, plan) }
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    2 * outputs[0].shape.elementCount * inputs[0].shape[adjX ? -2 : -1]
  }
}

extension Shape {
  /// The axes before the last two.
  fileprivate var stack: Shape { Shape(Array(dimensions.dropLast(2))) }
}

extension Graph {
  /// The products of the matrices of two stacks: tensors whose last two axes are matrices, the axes
  /// before them broadcast as in NumPy.
  ///
  /// - Parameters:
  ///   - x: [d…, m, k].
  ///   - y: [e…, k, n].
  ///   - adjX: Whether the matrices of `x` are transposed first, and conjugated.
  ///   - adjY: Whether the matrices of `y` are transposed first, and conjugated.
  ///   - name: The operation's name.
  /// - Returns: [f…, m, n].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are of one type, floating,
  ///   `int16`, `int32`, `int64` or `complex64`, with the same inner extent and stacks that fit.
  public func batchMatMul(
    _ x: Output, _ y: Output, adjX: Bool = false, adjY: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(BatchMatMulV2(adjX: adjX, adjY: adjY), [x, y], name: name).output(0)
  }
}
