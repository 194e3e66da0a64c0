public import TFXGraph
import TFXKernels

/// y = a − b, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y, ∂b = −∂y.
struct Sub: BinaryOp {
  static let functions = ["subtract"]
  var function: BinaryKernel { .subtract }
  var integerFunction: IntegerBinaryKernel? { .subtract }
  var complexFunction: ComplexBinaryKernel? { .subtract }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    (dy, try dy.graph.negative(dy))
  }
}

extension Graph {
  /// `a - b`, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func subtract(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Sub(), [a, b], name: name).output(0)
  }
}
