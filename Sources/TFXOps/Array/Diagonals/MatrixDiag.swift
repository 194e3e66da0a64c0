public import TFXCore
public import TFXGraph
import TFXKernels

/// y = square matrices with x on the diagonal, 0 elsewhere.   x: [d…, n] → y: [d…, n, n].
/// ∂x = the diagonal of ∂y.
struct MatrixDiag: BitwiseOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.bits(0, "diagonal")
    _ = try inputs.withAxes(1, 0, "diagonal")
    return [TensorSpec(Shape(x.shape.dimensions + [x.shape[-1]]), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.matrixDiagPart(dy)]
  }

  func kernel<Element: BitwiseCopyable>(_ site: Site, _ type: Element.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let plan = MovePlan(
      shape: [rows, columns], from: [columns, 1], to: [columns * columns, columns + 1])
    let x = site.input(0, type)
    let y = site.output(0, type)
    let byteCount = site.outputCount(0) * MemoryLayout<Element>.size
    return {
      Kernels.zero(y, byteCount)
      Kernels.move(x, y, plan)
    }
  }
}

/// y = the diagonals of matrices.   x: [d…, m, n] → y: [d…, min(m, n)].
/// ∂x = ∂y on the diagonals, 0 elsewhere.
struct MatrixDiagPart: MovementOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "input")
    _ = try inputs.withAxes(2, 0, "input")
    let (rows, columns) = (x.shape[-2], x.shape[-1])
    // Shape.unknown is less than every extent.
    return [
      TensorSpec(Shape(x.shape.dimensions.dropLast(2) + [min(rows, columns)]), x.dtype)
    ]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(MatrixDiagPartGrad(), [dy, node[0]]).output(0)]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let shape = site.inputShape(0)
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let length = min(rows, columns)
    let plan = MovePlan(
      shape: [shape.dropLast(2).reduce(1, *), length], from: [rows * columns, columns + 1],
      to: [length, 1])
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.move(x, y, plan) }
  }
}

/// dx = dy on the diagonals, 0 elsewhere.   dy: [d…, min(m, n)], x: [d…, m, n], of which the shape
/// counts → dx: [d…, m, n].   Its own gradient is the diagonal.
struct MatrixDiagPartGrad: BitwiseOp {
  static let nodeForm = NodeForm.gradient

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.withAxes(2, 1, "input")
    try inputs.expectShape(madeBy: MatrixDiagPart(), of: [inputs[1]], 0, "dy")
    return [TensorSpec(inputs[1].shape, try inputs.bits(0, "dy").dtype)]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [try d.graph.matrixDiagPart(d), nil]
  }

  func kernel<Element: BitwiseCopyable>(_ site: Site, _ type: Element.Type) -> Kernel {
    let shape = site.outputShape(0)
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let length = min(rows, columns)
    let plan = MovePlan(
      shape: [shape.dropLast(2).reduce(1, *), length], from: [length, 1],
      to: [rows * columns, columns + 1])
    let dy = site.input(0, type)
    let dx = site.output(0, type)
    let byteCount = site.outputCount(0) * MemoryLayout<Element>.size
    return {
      Kernels.zero(dx, byteCount)
      Kernels.move(dy, dx, plan)
    }
  }
}

extension Graph {
  /// Square matrices with the last axis of `x` on the diagonal, 0 elsewhere: [d…, n] → [d…, n, n].
  /// For a vector this is TensorFlow's `tf.diag` too.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a scalar or strings.
  public func matrixDiag(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(MatrixDiag(), [x], name: name).output(0)
  }

  /// The diagonals of matrices: [d…, m, n] → [d…, min(m, n)].
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for fewer than two axes.
  public func matrixDiagPart(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(MatrixDiagPart(), [x], name: name).output(0)
  }

  /// The identity matrix, or one for each place of leading axes; ones on the diagonal where it is
  /// not square: TensorFlow's `tf.eye`.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns; that of rows if nil.
  ///   - batchShape: The leading axes, fully known.
  ///   - dtype: Any type of numbers.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a negative number or another type.
  public func eye(
    _ rows: Int, columns: Int? = nil, batchShape: Shape = [], _ dtype: DType = .float32,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Eye(rows: rows, columns: columns ?? rows, batch: batchShape, dtype: dtype), name: name)
      .output(0)
  }
}

/// y = 1 on the diagonal, 0 elsewhere.   → y: [b…, m, n].
///
/// TensorFlow composes it of Fill and MatrixDiag.
struct Eye: ScalarOp {
  var rows = 0
  var columns = 0
  var batch = Shape.scalar
  var dtype = DType.float32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_rows", &rows, "how many rows")
    var given = columns == 0 ? nil : Optional(columns)
    f.optional("num_columns", &given, "how many columns; as many as rows if left out")
    columns = given ?? rows
    f.optional("batch_shape", &batch, "axes in front, along which the matrix repeats")
    f.optional("dtype", &dtype, "element type")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if rows < 0 || columns < 0 {
      throw ShapeError("num_rows", expected: "0 or more", found: "\(min(rows, columns))")
    }
    if !dtype.hasNumbers || !batch.isFullyKnown {
      throw ShapeError(
        "dtype", expected: "a type of numbers, of known batch shape", found: "\(dtype)\(batch)")
    }
    return [TensorSpec(Shape(batch.dimensions + [rows, columns]), dtype)]
  }

  static let stopsGradient = true

  func kernel<Scalar: TensorScalar>(_ site: Site, _ type: Scalar.Type) -> Kernel {
    let one = Tensor(1.0).converted(to: dtype).scalars(as: type)[0]
    let (rows, columns) = (rows, columns)
    let matrices = batch.elementCount
    let y = site.output(0, type)
    let byteCount = site.outputCount(0) * MemoryLayout<Scalar>.size
    return {
      Kernels.zero(y, byteCount)
      for matrix in 0..<matrices {
        for i in 0..<min(rows, columns) { y[matrix * rows * columns + i * (columns + 1)] = one }
      }
    }
  }
}
