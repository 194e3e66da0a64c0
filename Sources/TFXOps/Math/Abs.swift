public import TFXGraph
import TFXKernels

/// y = |x|.   x: [d…] → y: [d…].   ∂x = sign(x) ∂y.
struct Abs: UnaryOp {
  var function: UnaryKernel { .abs }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.sign(x))
  }
}

extension Graph {
  /// `|x|`, element by element.
  public func abs(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Abs(), [x], name: name).output(0)
  }
}
