public import TFXGraph
import TFXKernels

/// y = 1 / √x.   x: [d…] → y: [d…].   ∂x = −½ y³ ∂y.
struct Rsqrt: UnaryOp {
  var function: UnaryKernel { .rsqrt }
  var complexFunction: ComplexUnaryKernel? { .rsqrt }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    let mirrored = try graph.conj(y)
    let cube = try graph.multiply(mirrored, graph.square(mirrored))
    return try graph.multiply(dy, graph.multiply(cube, graph.constant(-0.5, x.dtype)))
  }
}

extension Graph {
  /// `1 / √x`, element by element.
  public func rsqrt(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Rsqrt(), [x], name: name).output(0)
  }
}
