public import TFXGraph
import TFXKernels

/// y = a · b, broadcast.   a, b: [d…] → y: [d…].   ∂a = b ∂y, ∂b = a ∂y, with b and a conjugated.
struct Mul: BinaryOp {
  static let functions = ["multiply"]
  var function: BinaryKernel { .multiply }
  var integerFunction: IntegerBinaryKernel? { .multiply }
  var complexFunction: ComplexBinaryKernel? { .multiply }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    return (try graph.multiply(dy, graph.conj(b)), try graph.multiply(dy, graph.conj(a)))
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
