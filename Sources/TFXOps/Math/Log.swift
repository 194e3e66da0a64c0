public import TFXGraph
import TFXKernels

/// y = ln x.   x: [d…] → y: [d…].   ∂x = ∂y / x.
struct Log: UnaryOp {
  var function: UnaryKernel { .log }
  var complexFunction: ComplexUnaryKernel? { .log }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.divide(dy, dy.graph.conj(x))
  }
}

extension Graph {
  /// The natural logarithm, element by element; not a number where x < 0.
  public func log(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Log(), [x], name: name).output(0)
  }
}
