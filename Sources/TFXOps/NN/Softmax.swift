import TFXCore
public import TFXGraph
import TFXKernels

/// A function of rows, those of the last axis.   x: [d…, c] → y: [d…, c].
protocol SoftmaxOp: FloatingOp {
  /// What messages of its gradient call y.
  static var argument: String { get }
  /// Writes y for x: [rows, columns].
  static func compute<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, rows: Int, columns: Int)
  /// Writes dx for y, dy: [rows, columns].
  static func derive<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int)
}

extension SoftmaxOp {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    _ = try inputs.onlyFloating()
    return [try inputs.withAxes(1, 0, "logits")]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(RowsGrad<Self>(), [node.output(0), dy]).output(0)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Self.compute(x, y, rows: rows, columns: columns) }
  }
}

/// y = eˣ / Σ eˣ along the last axis.   x: [d…, c] → y: [d…, c].   ∂x = y (∂y − Σ y ∂y).
struct Softmax: SoftmaxOp {
  static let argument = "softmax"

  static func compute<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, rows: Int, columns: Int) {
    Kernels.softmax(x, y, rows: rows, columns: columns)
  }

  static func derive<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int
  ) {
    Kernels.softmaxGrad(y, dy, dx, rows: rows, columns: columns)
  }
}

/// y = x − ln Σ eˣ along the last axis.   x: [d…, c] → y: [d…, c].   ∂x = ∂y − eʸ Σ ∂y.
struct LogSoftmax: SoftmaxOp {
  static let argument = "logSoftmax"

  static func compute<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, rows: Int, columns: Int) {
    Kernels.logSoftmax(x, y, rows: rows, columns: columns)
  }

  static func derive<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int
  ) {
    Kernels.logSoftmaxGrad(y, dy, dx, rows: rows, columns: columns)
  }
}

/// The gradient of a function of rows, `SoftmaxGrad` and `LogSoftmaxGrad`.   y, ∂y: [d…, c] →
/// ∂x: [d…, c].
///
/// TensorFlow writes it out in elementary operations.
struct RowsGrad<Forward: SoftmaxOp>: FloatingOp {
  static var type: String { Forward.type + "Grad" }
  static var nodeForm: NodeForm { .gradient }

  var inPlaceInputs: [Int] { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, Forward.argument)
    _ = try inputs.withAxes(1, 0, Forward.argument)
    return [try inputs.agreeing(0, 1, "gradients")]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let y = site.input(0, type)
    let dy = site.input(1, type)
    let dx = site.output(0, type)
    return { Forward.derive(y, dy, dx, rows: rows, columns: columns) }
  }
}

extension Graph {
  /// `eˣ / Σ eˣ` along the last axis.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a scalar.
  public func softmax(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Softmax(), [x], name: name).output(0)
  }

  /// `x − ln Σ eˣ` along the last axis.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a scalar.
  public func logSoftmax(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(LogSoftmax(), [x], name: name).output(0)
  }
}
