public import TFXGraph
import TFXKernels

/// y = eˣ − 1, exact for small x.   x: [d…] → y: [d…].   ∂x = (y + 1) ∂y.
struct Expm1: UnaryOp {
  var function: UnaryKernel { .expm1 }
  var complexFunction: ComplexUnaryKernel? { .expm1 }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.exp(dy.graph.conj(x)))
  }
}

extension Graph {
  /// `eˣ − 1`, element by element, exact for small x.
  public func expm1(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Expm1(), [x], name: name).output(0)
  }
}
