public import TFXGraph
import TFXKernels

/// y = a / b, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y / b, ∂b = −∂y / b · y.
struct RealDiv: BinaryOp {
  var function: BinaryKernel { .divide }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let da = try graph.divide(dy, b)
    return (da, try graph.negative(graph.multiply(da, y)))
  }
}

extension Graph {
  /// `a / b` element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func divide(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(RealDiv(), [a, b], name: name).output(0)
  }
}
