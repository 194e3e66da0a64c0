public import TFXGraph
import TFXKernels

/// y = a · b, broadcast.   a, b: [d…] → y: [d…].   ∂a = b ∂y, ∂b = a ∂y.
struct Mul: BinaryOp {
  var function: BinaryKernel { .multiply }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    (try dy.graph.multiply(dy, b), try dy.graph.multiply(dy, a))
  }
}

extension Graph {
  /// `a * b` element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func multiply(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Mul(), [a, b], name: name).output(0)
  }
}
