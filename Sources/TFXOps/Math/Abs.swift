import TFXCore
public import TFXGraph
import TFXKernels

/// y = |x|.   x: [d…] → y: [d…].   ∂x = sign(x) ∂y.
struct Abs: UnaryOp {
  var function: UnaryKernel { .abs }
  var integerFunction: IntegerUnaryKernel? { .abs }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.sign(x))
  }
}

extension Graph {
  /// `|x|`, element by element; for complex numbers their distance from 0, a real tensor.
  public func abs(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    if x.dtype == .complex64 { return try add(ComplexAbs(), [x], name: name).output(0) }
    return try add(Abs(), [x], name: name).output(0)
  }
}
