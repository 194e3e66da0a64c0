public import TFXGraph
import TFXKernels

/// y = ln(1 + x), exact for small x.   x: [d…] → y: [d…].   ∂x = ∂y / (1 + x).
struct Log1p: UnaryOp {
  var function: UnaryKernel { .log1p }
  var complexFunction: ComplexUnaryKernel? { .log1p }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    return try graph.divide(dy, graph.add(graph.conj(x), graph.constant(1, x.dtype)))
  }
}

extension Graph {
  /// `ln(1 + x)`, element by element, exact for small x.
  public func log1p(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Log1p(), [x], name: name).output(0)
  }
}
