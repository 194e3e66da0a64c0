public import TFXGraph
import TFXKernels

/// y = √x.   x: [d…] → y: [d…].   ∂x = ∂y / (2 y).
struct Sqrt: UnaryOp {
  var function: UnaryKernel { .sqrt }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.divide(dy, dy.graph.add(y, y))
  }
}

extension Graph {
  /// `√x`, element by element; not a number where x < 0.
  public func sqrt(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Sqrt(), [x], name: name).output(0)
  }
}
