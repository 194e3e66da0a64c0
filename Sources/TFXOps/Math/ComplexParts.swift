import TFXCore
public import TFXGraph
import TFXKernels

/// y = one real number of each complex one.   x: complex64 [d…] → y: float32 [d…].
protocol ComplexPartOp: Op {
  /// Which number.
  var part: ComplexPart { get }
  /// The gradient with respect to x, given that with respect to y.
  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output
}

extension ComplexPartOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [TensorSpec(try inputs.oneOf([.complex64], 0, "input").shape, .float32)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try gradient(x: node[0], y: node.output(0), dy: dy)]
  }

  func lower(_ site: Site) -> Kernel? {
    let part = part
    let x = site.input(0, ComplexPair.self)
    let y = site.output(0, Float.self)
    let count = site.outputCount(0)
    return { part(x, y, count) }
  }
}

/// y = the real part of x.   x: complex64 [d…] → y: float32 [d…].   ∂x = ∂y.
struct Real: ComplexPartOp {
  var part: ComplexPart { .real }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.complex(dy, dy.graph.constant(0))
  }
}

/// y = the imaginary part of x.   x: complex64 [d…] → y: float32 [d…].   ∂x = ∂y i.
struct Imag: ComplexPartOp {
  var part: ComplexPart { .imaginary }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.complex(dy.graph.constant(0), dy)
  }
}

/// y = |x|.   x: complex64 [d…] → y: float32 [d…].   ∂x = ∂y x / |x|, 0 where x is.
struct ComplexAbs: ComplexPartOp {
  var part: ComplexPart { .modulus }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    let share = try graph.divideNoNan(dy, y)
    return try graph.multiply(graph.complex(share, graph.constant(0)), x)
  }
}

/// y = the angle of x with the real axis.   x: complex64 [d…] → y: float32 [d…].
/// ∂x = −∂y / (Im x + i Re x).
struct Angle: ComplexPartOp {
  var part: ComplexPart { .angle }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    let mirrored = try graph.complex(graph.imag(x), graph.real(x))
    let whole = try graph.complex(dy, graph.constant(0))
    return try graph.negative(graph.multiply(whole, graph.reciprocal(mirrored)))
  }
}

/// y = x mirrored at the real axis.   x: complex64 [d…] → y: complex64 [d…].   ∂x = ∂y mirrored.
struct Conj: Op {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try inputs.oneOf([.complex64], 0, "input")]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    [try outputGradients[0].map { (dy) throws(GraphError) in try dy.graph.conj(dy) }]
  }

  func lower(_ site: Site) -> Kernel? {
    let x = site.input(0, ComplexPair.self)
    let y = site.output(0, ComplexPair.self)
    let count = site.outputCount(0)
    return { ComplexUnaryKernel.conjugate(x, y, count) }
  }
}

/// y = a + b i, broadcast.   a, b: float32 [d…] → y: complex64 [d…].   ∂a = Re ∂y, ∂b = Im ∂y.
struct ComplexOp: Op {
  static let type = "Complex"

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let real = try inputs.oneOf([.float32], 0, "real")
    let imag = try inputs.oneOf([.float32], 1, "imag")
    return [TensorSpec(try real.shape.broadcast(with: imag.shape), .complex64)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    return [
      try graph.sumToShape(graph.real(dy), of: node[0], against: node.inputs),
      try graph.sumToShape(graph.imag(dy), of: node[1], against: node.inputs),
    ]
  }

  func lower(_ site: Site) -> Kernel? {
    let real = site.input(0, Float.self)
    let imaginary = site.input(1, Float.self)
    let y = site.output(0, ComplexPair.self)
    let plan = BroadcastPlan(site.inputShape(0), site.inputShape(1))
    return { Kernels.complex(real, imaginary, y, plan) }
  }
}

extension Graph {
  /// The complex numbers `real` + `imag` · i, broadcast as in NumPy.
  ///
  /// - Returns: `complex64` [d…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are `float32` and their shapes fit.
  public func complex(
    _ real: Output, _ imag: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ComplexOp(), [real, imag], name: name).output(0)
  }

  /// The real part of complex numbers; `x` itself if it is real already.
  public func real(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    if x.dtype.isNumeric { return x }
    return try add(Real(), [x], name: name).output(0)
  }

  /// The imaginary part of complex numbers; zeros for a real tensor.
  public func imag(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    if x.dtype.isNumeric { return try zerosLike(x, name: name) }
    return try add(Imag(), [x], name: name).output(0)
  }

  /// The conjugate of complex numbers; `x` itself if it is real.
  public func conj(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    if x.dtype.isNumeric { return x }
    return try add(Conj(), [x], name: name).output(0)
  }

  /// The angle of complex numbers with the real axis, in radians from −π to π.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless `x` is `complex64`.
  public func angle(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Angle(), [x], name: name).output(0)
  }
}
