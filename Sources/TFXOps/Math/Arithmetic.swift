import TFXCore
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
  /// `a + b`, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func add(_ a: Output, _ b: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(AddV2(), [a, b], name: name).output(0)
  }

  /// `a - b`, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func subtract(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Sub(), [a, b], name: name).output(0)
  }

  /// `a * b` element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func multiply(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Mul(), [a, b], name: name).output(0)
  }

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

  /// `(a - b)²` element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func squaredDifference(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SquaredDifference(), [a, b], name: name).output(0)
  }
}
