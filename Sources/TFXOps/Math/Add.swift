public import TFXGraph
import TFXKernels

/// y = a + b, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y, ∂b = ∂y.
struct AddV2: BinaryOp {
  static let nodeForm = NodeForm("AddV2", "Add")

  var function: BinaryKernel { .add }
  var integerFunction: IntegerBinaryKernel? { .add }
  var complexFunction: ComplexBinaryKernel? { .add }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) { (dy, dy) }
}

extension Graph {
  /// `a + b`, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func add(_ a: Output, _ b: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(AddV2(), [a, b], name: name).output(0)
  }
}
