public import TFXGraph
import TFXKernels

/// y = sin x.   x: [d…] → y: [d…].   ∂x = cos x ∂y.
struct Sin: UnaryOp {
  var function: UnaryKernel { .sin }
  var complexFunction: ComplexUnaryKernel? { .sin }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.cos(dy.graph.conj(x)))
  }
}

/// y = cos x.   x: [d…] → y: [d…].   ∂x = −sin x ∂y.
struct Cos: UnaryOp {
  var function: UnaryKernel { .cos }
  var complexFunction: ComplexUnaryKernel? { .cos }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.negative(dy.graph.multiply(dy, dy.graph.sin(dy.graph.conj(x))))
  }
}

/// y = tan x.   x: [d…] → y: [d…].   ∂x = ∂y / cos² x.
struct Tan: UnaryOp {
  var function: UnaryKernel { .tan }
  var complexFunction: ComplexUnaryKernel? { .tan }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.divide(dy, dy.graph.square(dy.graph.cos(dy.graph.conj(x))))
  }
}

/// y = the angle from −π/2 to π/2 whose sine is x.   x: [d…] → y: [d…].   ∂x = ∂y / √(1 − x²).
struct Asin: UnaryOp {
  var function: UnaryKernel { .asin }
  var complexFunction: ComplexUnaryKernel? { .asin }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    let square = try graph.subtract(graph.constant(1, x.dtype), graph.square(graph.conj(x)))
    return try graph.divide(dy, graph.sqrt(square))
  }
}

/// y = the angle from 0 to π whose cosine is x.   x: [d…] → y: [d…].   ∂x = −∂y / √(1 − x²).
struct Acos: UnaryOp {
  var function: UnaryKernel { .acos }
  var complexFunction: ComplexUnaryKernel? { .acos }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    let square = try graph.subtract(graph.constant(1, x.dtype), graph.square(graph.conj(x)))
    return try graph.negative(graph.divide(dy, graph.sqrt(square)))
  }
}

/// y = the angle from −π/2 to π/2 whose tangent is x.   x: [d…] → y: [d…].   ∂x = ∂y / (1 + x²).
struct Atan: UnaryOp {
  var function: UnaryKernel { .atan }
  var complexFunction: ComplexUnaryKernel? { .atan }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    return try graph.divide(dy, graph.add(graph.square(graph.conj(x)), graph.constant(1, x.dtype)))
  }
}

/// y = the angle of the point (b, a), from −π to π, broadcast.   a, b: [d…] → y: [d…].
/// ∂a = b ∂y / (a² + b²), ∂b = −a ∂y / (a² + b²).
struct Atan2: BinaryOp {
  var function: BinaryKernel { .atan2 }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let share = try graph.divide(dy, graph.add(graph.square(b), graph.square(a)))
    return (try graph.multiply(b, share), try graph.negative(graph.multiply(a, share)))
  }
}

extension Graph {
  /// The sine of angles in radians, element by element.
  public func sin(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Sin(), [x], name: name).output(0)
  }

  /// The cosine of angles in radians, element by element.
  public func cos(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Cos(), [x], name: name).output(0)
  }

  /// The tangent of angles in radians, element by element.
  public func tan(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Tan(), [x], name: name).output(0)
  }

  /// The angles from −π/2 to π/2 whose sine is `x`; not a number beyond −1 and 1.
  public func asin(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Asin(), [x], name: name).output(0)
  }

  /// The angles from 0 to π whose cosine is `x`; not a number beyond −1 and 1.
  public func acos(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Acos(), [x], name: name).output(0)
  }

  /// The angles from −π/2 to π/2 whose tangent is `x`.
  public func atan(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Atan(), [x], name: name).output(0)
  }

  /// The angles of the points (x, y), from −π to π, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func atan2(
    _ y: Output, _ x: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Atan2(), [y, x], name: name).output(0)
  }
}
