public import TFXGraph
import TFXKernels

/// y = √x.   x: [d…] → y: [d…].   ∂x = ∂y / (2 y).
struct Sqrt: UnaryOp {
  var function: UnaryKernel { .sqrt }
  var complexFunction: ComplexUnaryKernel? { .sqrt }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let mirrored = try dy.graph.conj(y)
    return try dy.graph.divide(dy, dy.graph.add(mirrored, mirrored))
  }
}

extension Graph {
  /// `√x`, element by element; not a number where x < 0.
  public func sqrt(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Sqrt(), [x], name: name).output(0)
  }
}
