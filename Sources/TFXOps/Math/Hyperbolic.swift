public import TFXGraph
import TFXKernels

/// y = sinh x.   x: [d…] → y: [d…].   ∂x = cosh x ∂y.
struct Sinh: UnaryOp {
  var function: UnaryKernel { .sinh }
  var complexFunction: ComplexUnaryKernel? { .sinh }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.cosh(dy.graph.conj(x)))
  }
}

/// y = cosh x.   x: [d…] → y: [d…].   ∂x = sinh x ∂y.
struct Cosh: UnaryOp {
  var function: UnaryKernel { .cosh }
  var complexFunction: ComplexUnaryKernel? { .cosh }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.sinh(dy.graph.conj(x)))
  }
}

/// y = the inverse of sinh.   x: [d…] → y: [d…].   ∂x = ∂y / cosh y.
struct Asinh: UnaryOp {
  var function: UnaryKernel { .asinh }
  var complexFunction: ComplexUnaryKernel? { .asinh }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.divide(dy, dy.graph.cosh(dy.graph.conj(y)))
  }
}

/// y = the inverse of cosh, 0 or more.   x: [d…] → y: [d…].   ∂x = ∂y / sinh y.
struct Acosh: UnaryOp {
  var function: UnaryKernel { .acosh }
  var complexFunction: ComplexUnaryKernel? { .acosh }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.divide(dy, dy.graph.sinh(dy.graph.conj(y)))
  }
}

/// y = the inverse of tanh.   x: [d…] → y: [d…].   ∂x = ∂y / (1 − x²).
struct Atanh: UnaryOp {
  var function: UnaryKernel { .atanh }
  var complexFunction: ComplexUnaryKernel? { .atanh }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    return try graph.divide(
      dy, graph.subtract(graph.constant(1, x.dtype), graph.square(graph.conj(x))))
  }
}

extension Graph {
  /// The hyperbolic sine, element by element.
  public func sinh(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Sinh(), [x], name: name).output(0)
  }

  /// The hyperbolic cosine, element by element.
  public func cosh(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Cosh(), [x], name: name).output(0)
  }

  /// The inverse of the hyperbolic sine, element by element.
  public func asinh(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Asinh(), [x], name: name).output(0)
  }

  /// The inverse of the hyperbolic cosine, element by element; not a number below 1.
  public func acosh(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Acosh(), [x], name: name).output(0)
  }

  /// The inverse of the hyperbolic tangent, element by element; not a number beyond −1 and 1.
  public func atanh(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Atanh(), [x], name: name).output(0)
  }
}
