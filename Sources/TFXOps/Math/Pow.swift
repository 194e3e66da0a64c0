import TFXCore
public import TFXGraph
import TFXKernels

/// y = aᵇ, broadcast.   a, b: [d…] → y: [d…].   ∂a = b aᵇ⁻¹ ∂y; ∂b = y ln a ∂y where a > 0, else 0.
struct Pow: BinaryOp {
  var function: BinaryKernel { .pow }
  var complexFunction: ComplexBinaryKernel? { .pow }
  var integerFunction: IntegerBinaryKernel? { .pow }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let (a, b, y) = (try graph.conj(a), try graph.conj(b), try graph.conj(y))
    let exponent = try graph.subtract(b, graph.constant(1, b.dtype))
    let da = try graph.multiply(dy, graph.multiply(b, graph.pow(a, exponent)))
    let zeros = try graph.zerosLike(a)
    let hasLogarithm =
      try a.dtype == .complex64 ? graph.notEqual(a, zeros) : graph.greater(a, zeros)
    let logarithm = try graph.select(hasLogarithm, graph.log(a), zeros)
    return (da, try graph.multiply(dy, graph.multiply(y, logarithm)))
  }
}

extension Graph {
  /// `a` to the power of `b` element by element, broadcast as in NumPy; not a number where a < 0 and
  /// b is not whole.
  /// Exponents of whole numbers must not be negative.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func pow(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Pow(), [a, b], name: name).output(0)
  }
}
