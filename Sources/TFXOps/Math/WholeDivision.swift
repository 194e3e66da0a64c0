public import TFXGraph
import TFXKernels

/// y = ⌊a / b⌋, broadcast.   a, b: [d…] → y: [d…].   No gradient.
struct FloorDiv: BinaryOp {
  static let stopsGradient = true

  var function: BinaryKernel { .floorDivide }
  var integerFunction: IntegerBinaryKernel? { .floorDivide }
}

/// y = a − b ⌊a / b⌋, broadcast, with the sign of b.   a, b: [d…] → y: [d…].   ∂a = ∂y,
/// ∂b = −⌊a / b⌋ ∂y.
struct FloorMod: BinaryOp {
  var function: BinaryKernel { .floorMod }
  var integerFunction: IntegerBinaryKernel? { .floorMod }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    (dy, try dy.graph.multiply(dy, dy.graph.negative(dy.graph.floorDiv(a, b))))
  }
}

/// y = a / b towards zero, broadcast.   a, b: [d…] → y: [d…].   No gradient.
struct TruncateDiv: BinaryOp {
  static let stopsGradient = true

  var function: BinaryKernel { .truncateDivide }
  var integerFunction: IntegerBinaryKernel? { .truncateDivide }
}

/// y = what is left of a / b towards zero, broadcast, with the sign of a.   a, b: [d…] → y: [d…].
/// No gradient.
struct TruncateMod: BinaryOp {
  static let stopsGradient = true

  var function: BinaryKernel { .truncateMod }
  var integerFunction: IntegerBinaryKernel? { .truncateMod }
}

/// y = a / b, 0 where b is 0, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y / b, ∂b = −∂y y / b, 0
/// where b is.
struct DivNoNan: BinaryOp {
  var function: BinaryKernel { .divideNoNaN }
  var complexFunction: ComplexBinaryKernel? { .divideNoNaN }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let da = try graph.divideNoNan(dy, graph.conj(b))
    return (da, try graph.negative(graph.multiply(da, graph.conj(y))))
  }
}

extension Graph {
  /// `⌊a / b⌋` element by element, broadcast as in NumPy. A run fails if whole numbers are divided
  /// by 0.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func floorDiv(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(FloorDiv(), [a, b], name: name).output(0)
  }

  /// What is left of ``floorDiv(_:_:name:)``, with the sign of `b`: Python's `%`. A run fails if
  /// whole numbers are divided by 0.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func floorMod(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(FloorMod(), [a, b], name: name).output(0)
  }

  /// ``floorMod(_:_:name:)`` under its short name, TensorFlow's `tf.mod`.
  public func mod(_ a: Output, _ b: Output, name: String? = nil) throws(GraphError) -> Output {
    try floorMod(a, b, name: name)
  }

  /// `a / b` towards zero, element by element, broadcast as in NumPy. A run fails if whole numbers
  /// are divided by 0.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func truncateDiv(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(TruncateDiv(), [a, b], name: name).output(0)
  }

  /// What is left of ``truncateDiv(_:_:name:)``, with the sign of `a`. A run fails if whole numbers
  /// are divided by 0.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func truncateMod(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(TruncateMod(), [a, b], name: name).output(0)
  }

  /// `a / b` element by element, broadcast as in NumPy, and 0 where `b` is 0.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func divideNoNan(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(DivNoNan(), [a, b], name: name).output(0)
  }
}
