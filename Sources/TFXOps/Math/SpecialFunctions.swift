public import TFXGraph
import TFXKernels

/// y = 2/√π ∫ e^(−t²) from 0 to x.   x: [d…] → y: [d…].   ∂x = 2/√π e^(−x²) ∂y.
struct Erf: UnaryOp {
  var function: UnaryKernel { .erf }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.bell(x, scale: 2 / Double.pi.squareRoot()))
  }
}

/// y = 1 − erf x, exact for large x.   x: [d…] → y: [d…].   ∂x = −2/√π e^(−x²) ∂y.
struct Erfc: UnaryOp {
  var function: UnaryKernel { .erfc }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.bell(x, scale: -2 / Double.pi.squareRoot()))
  }
}

/// y = ln |Γ(x)|.   x: [d…] → y: [d…].   ∂x = ψ(x) ∂y.
struct Lgamma: UnaryOp {
  var function: UnaryKernel { .lgamma }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.multiply(dy, dy.graph.digamma(x))
  }
}

/// y = ψ(x), the derivative of ln Γ.   x: [d…] → y: [d…].   ∂x = ψ′(x) ∂y.
struct Digamma: UnaryOp {
  var function: UnaryKernel { .digamma }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    return try graph.multiply(dy, graph.polygamma(graph.constant(1, x.dtype), x))
  }
}

/// y = the a-th derivative of ψ at b, broadcast, a whole.   a, b: [d…] → y: [d…].
/// ∂b = ψ⁽ᵃ⁺¹⁾(b) ∂y; none for a.
struct Polygamma: BinaryOp {
  var function: BinaryKernel { .polygamma }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let next = try graph.add(a, graph.constant(1, a.dtype))
    return (nil, try graph.multiply(dy, graph.polygamma(next, b)))
  }
}

/// y = Σ 1 / (k + b)ᵃ over k ≥ 0, broadcast.   a, b: [d…] → y: [d…].   ∂b = −a ζ(a + 1, b) ∂y; none
/// for a.
struct Zeta: BinaryOp {
  var function: BinaryKernel { .zeta }

  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    let graph = dy.graph
    let next = try graph.zeta(graph.add(a, graph.constant(1, a.dtype)), b)
    return (nil, try graph.multiply(dy, graph.negative(graph.multiply(a, next))))
  }
}

extension Graph {
  /// `scale` e^(−x²).
  fileprivate func bell(_ x: Output, scale: Double) throws(GraphError) -> Output {
    try multiply(constant(scale, x.dtype), exp(negative(square(x))))
  }

  /// The error function, element by element.
  public func erf(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Erf(), [x], name: name).output(0)
  }

  /// What the error function lacks to 1, element by element.
  public func erfc(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Erfc(), [x], name: name).output(0)
  }

  /// The logarithm of the gamma function's magnitude, element by element.
  public func lgamma(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Lgamma(), [x], name: name).output(0)
  }

  /// The derivative of ``lgamma(_:name:)``, element by element; not a number at its poles.
  public func digamma(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Digamma(), [x], name: name).output(0)
  }

  /// The derivative of ``digamma(_:name:)`` of order `a`, a whole number from 0 on, at `x`,
  /// broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func polygamma(
    _ a: Output, _ x: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Polygamma(), [a, x], name: name).output(0)
  }

  /// Hurwitz's zeta function, `Σ 1 / (k + q)ˣ` over all k ≥ 0, for x > 1, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func zeta(
    _ x: Output, _ q: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Zeta(), [x, q], name: name).output(0)
  }
}
