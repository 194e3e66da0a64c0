public import TFXGraph
import TFXKernels

/// y = tanh x.   x: [d…] → y: [d…].   ∂x = (1 − y²) ∂y.
struct Tanh: UnaryOp {
  var function: UnaryKernel { .tanh }
  var complexFunction: ComplexUnaryKernel? { .tanh }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(TanhGrad(), [y, dy]).output(0)
  }
}

/// ∂x = (1 − y²) ∂y.   y, ∂y: [d…] → ∂x: [d…].
struct TanhGrad: UnaryGradOp {
  var function: BinaryKernel { .tanhGrad }
  var complexFunction: ComplexBinaryKernel? { .tanhGrad }
}

extension Graph {
  /// The hyperbolic tangent, element by element.
  public func tanh(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Tanh(), [x], name: name).output(0)
  }
}
