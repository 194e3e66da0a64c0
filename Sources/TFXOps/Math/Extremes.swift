public import TFXGraph
import TFXKernels

/// y = min(a, b), broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y where a ≤ b, ∂b = ∂y elsewhere.
struct Minimum: BinaryOp {
  var function: BinaryKernel { .minimum }
  var integerFunction: IntegerBinaryKernel? { .minimum }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let first = try graph.lessEqual(a, b)
    let zeros = try graph.zerosLike(dy)
    return (try graph.select(first, dy, zeros), try graph.select(first, zeros, dy))
  }
}

/// y = max(a, b), broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y where a ≥ b, ∂b = ∂y elsewhere.
struct Maximum: BinaryOp {
  var function: BinaryKernel { .maximum }
  var integerFunction: IntegerBinaryKernel? { .maximum }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let first = try graph.greaterEqual(a, b)
    let zeros = try graph.zerosLike(dy)
    return (try graph.select(first, dy, zeros), try graph.select(first, zeros, dy))
  }
}

extension Graph {
  /// The lesser of a and b element by element, broadcast as in NumPy; of equal ones the
  /// gradient goes to a.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func minimum(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Minimum(), [a, b], name: name).output(0)
  }

  /// The greater of a and b element by element, broadcast as in NumPy; of equal ones the
  /// gradient goes to a.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func maximum(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Maximum(), [a, b], name: name).output(0)
  }
}
