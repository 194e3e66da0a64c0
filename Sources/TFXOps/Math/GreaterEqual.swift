public import TFXGraph
import TFXKernels

/// y = a ≥ b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct GreaterEqual: ComparisonOp {
  var comparison: ComparisonKernel { .greaterEqual }
}

extension Graph {
  /// Whether `a ≥ b`, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func greaterEqual(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(GreaterEqual(), [a, b], name: name).output(0)
  }
}
