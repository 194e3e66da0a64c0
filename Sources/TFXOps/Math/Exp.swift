public import TFXGraph
import TFXKernels

/// y = eˣ.   x: [d…] → y: [d…].   ∂x = y ∂y, with y conjugated.
struct Exp: UnaryOp {
  var function: UnaryKernel { .exp }
  var complexFunction: ComplexUnaryKernel? { .exp }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.conj(y))
  }
}

extension Graph {
  /// `eˣ`, element by element.
  public func exp(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Exp(), [x], name: name).output(0)
  }
}
