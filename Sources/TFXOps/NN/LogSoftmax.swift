import TFXCore
public import TFXGraph
import TFXKernels

/// y = x − ln Σ eˣ along the last axis.   x: [d…, c] → y: [d…, c].   ∂x = ∂y − eʸ Σ ∂y.
struct LogSoftmax: SoftmaxOp {
  typealias Gradient = LogSoftmaxGrad

  static func compute<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, rows: Int, columns: Int) {
    Kernels.logSoftmax(x, y, rows: rows, columns: columns)
  }
}

/// ∂x = ∂y − eʸ Σ ∂y along the last axis.   y, ∂y: [d…, c] → ∂x: [d…, c].
struct LogSoftmaxGrad: SoftmaxGradOp {
  static let argument = "logSoftmax"

  static func compute<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int
  ) {
    Kernels.logSoftmaxGrad(y, dy, dx, rows: rows, columns: columns)
  }
}

extension Graph {
  /// `x − ln Σ eˣ` along the last axis.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a scalar.
  public func logSoftmax(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(LogSoftmax(), [x], name: name).output(0)
  }
}
