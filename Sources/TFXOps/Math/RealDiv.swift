import TFXCore
public import TFXGraph
import TFXKernels

/// y = a / b, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y / b, ∂b = −∂y / b · y, with b
/// and y conjugated.
struct RealDiv: BinaryOp {
  static let functions = ["divide"]
  var function: BinaryKernel { .divide }
  var complexFunction: ComplexBinaryKernel? { .divide }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let da = try graph.divide(dy, graph.conj(b))
    return (da, try graph.negative(graph.multiply(da, graph.conj(y))))
  }
}

extension Graph {
  /// `a / b` element by element, broadcast as in NumPy. Whole numbers become floating ones first:
  /// `float64`, or `float32` if they have 16 bits or less; ``floorDiv(_:_:name:)`` divides whole
  /// numbers.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func divide(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    if a.dtype.isInteger, a.dtype == b.dtype {
      let wide: DType = a.dtype.byteCount > 2 ? .float64 : .float32
      return try add(RealDiv(), [cast(a, to: wide), cast(b, to: wide)], name: name).output(0)
    }
    return try add(RealDiv(), [a, b], name: name).output(0)
  }
}
