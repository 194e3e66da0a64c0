public import TFXGraph
import TFXKernels

/// y = x².   x: [d…] → y: [d…].   ∂x = 2 x ∂y, with x conjugated.
struct Square: UnaryOp {
  var function: UnaryKernel { .square }
  var integerFunction: IntegerUnaryKernel? { .square }
  var complexFunction: ComplexUnaryKernel? { .square }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let mirrored = try dy.graph.conj(x)
    return try dy.graph.multiply(dy, dy.graph.add(mirrored, mirrored))
  }
}

extension Graph {
  /// `x²`, element by element.
  public func square(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Square(), [x], name: name).output(0)
  }
}
