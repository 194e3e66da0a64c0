public import TFXGraph
import TFXKernels

/// y = a = b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct Equal: EqualityOp {
  var comparison: ComparisonKernel { .equal }
}

extension Graph {
  /// Whether `a = b`, element by element, broadcast as in NumPy. Elements of any type, strings
  /// and truth values too.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func equal(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Equal(), [a, b], name: name).output(0)
  }
}
