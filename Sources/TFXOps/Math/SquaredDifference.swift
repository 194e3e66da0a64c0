public import TFXGraph
import TFXKernels

/// y = (a − b)², broadcast.   a, b: [d…] → y: [d…].   ∂a = 2 (a − b) ∂y = −∂b.
struct SquaredDifference: BinaryOp {
  var function: BinaryKernel { .squaredDifference }
  var complexFunction: ComplexBinaryKernel? { .squaredDifference }
  var integerFunction: IntegerBinaryKernel? { .squaredDifference }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let difference = try graph.subtract(a, b)
    let da = try graph.multiply(dy, graph.add(difference, difference))
    return (da, try graph.negative(da))
  }
}

extension Graph {
  /// `(a - b)²` element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func squaredDifference(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SquaredDifference(), [a, b], name: name).output(0)
  }
}
