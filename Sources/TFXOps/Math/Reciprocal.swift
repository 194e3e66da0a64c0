public import TFXGraph
import TFXKernels

/// y = 1 / x.   x: [d…] → y: [d…].   ∂x = −∂y · y², with y conjugated.
struct Reciprocal: UnaryOp {
  var function: UnaryKernel { .reciprocal }
  var complexFunction: ComplexUnaryKernel? { .reciprocal }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    return try graph.negative(graph.multiply(dy, graph.square(graph.conj(y))))
  }
}

extension Graph {
  /// `1 / x`, element by element.
  public func reciprocal(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Reciprocal(), [x], name: name).output(0)
  }
}
