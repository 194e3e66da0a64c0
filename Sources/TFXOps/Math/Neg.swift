public import TFXGraph
import TFXKernels

/// y = −x.   x: [d…] → y: [d…].   ∂x = −∂y.
struct Neg: UnaryOp {
  static let functions = ["negative"]
  var function: UnaryKernel { .negate }
  var integerFunction: IntegerUnaryKernel? { .negate }
  var complexFunction: ComplexUnaryKernel? { .negate }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.negative(dy)
  }
}

extension Graph {
  /// `-x`, element by element.
  public func negative(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Neg(), [x], name: name).output(0)
  }
}
