public import TFXGraph
import TFXKernels

/// y = a < b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct Less: ComparisonOp {
  var comparison: ComparisonKernel { .less }
}

extension Graph {
  /// Whether `a < b`, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func less(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Less(), [a, b], name: name).output(0)
  }
}
