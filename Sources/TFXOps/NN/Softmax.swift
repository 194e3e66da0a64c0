import TFXCore
public import TFXGraph
import TFXKernels

/// y = eˣ / Σ eˣ along the last axis.   x: [d…, c] → y: [d…, c].   ∂x = y (∂y − Σ y ∂y).
struct Softmax: SoftmaxOp {
  typealias Gradient = SoftmaxGrad

  static func compute<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, rows: Int, columns: Int) {
    Kernels.softmax(x, y, rows: rows, columns: columns)
  }
}

/// ∂x = y (∂y − Σ y ∂y) along the last axis.   y, ∂y: [d…, c] → ∂x: [d…, c].
struct SoftmaxGrad: SoftmaxGradOp {
  static let argument = "softmax"

  static func compute<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int
  ) {
    Kernels.softmaxGrad(y, dy, dx, rows: rows, columns: columns)
  }
}

extension Graph {
  /// `eˣ / Σ eˣ` along the last axis.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a scalar.
  public func softmax(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Softmax(), [x], name: name).output(0)
  }
}
