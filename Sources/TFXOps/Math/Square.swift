public import TFXGraph
import TFXKernels

/// y = x².   x: [d…] → y: [d…].   ∂x = 2 x ∂y.
struct Square: UnaryOp {
  var function: UnaryKernel { .square }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.add(x, x))
  }
}

extension Graph {
  /// `x²`, element by element.
  public func square(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Square(), [x], name: name).output(0)
  }
}
