import TFXCore
public import TFXGraph
import TFXKernels

/// y = the first half of the discrete Fourier transform of real numbers over the last axes, which
/// the rest mirrors.   x: float32 [d…, n] → y: complex64 [d…, length / 2 + 1].
protocol RealFourierOp: Op {
  /// The number of axes.
  static var axisCount: Int { get }
  /// The transform's lengths: x is cut, or filled with zeros; those of x if nil.
  var fftLength: [Int]? { get set }
}

/// y = the real numbers whose discrete Fourier transform begins with x.
/// x: complex64 [d…, m] → y: float32 [d…, length], of 2 (m − 1) if none is given.
protocol InverseRealFourierOp: Op {
  static var axisCount: Int { get }
  /// The transform's lengths, which y has.
  var fftLength: [Int]? { get set }
}

extension RealFourierOp {
  mutating func fields(_ f: inout some FieldVisitor) { f.fourier(&fftLength) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf([.float32], 0, "input")
    _ = try inputs.withAxes(Self.axisCount, 0, "input")
    var shape = x.shape
    let lengths = try fourierLengths(fftLength, x, Array(shape.dimensions.suffix(Self.axisCount)))
    for (axis, length) in lengths.enumerated() { shape[axis - lengths.count] = length }
    if shape[-1] != Shape.unknown { shape[-1] = shape[-1] / 2 + 1 }
    return [TensorSpec(shape, .complex64)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let adjoint = RealFourierGrad(axisCount: Self.axisCount, fftLength: fftLength)
    return [try dy.graph.add(adjoint, [dy, node[0]]).output(0)]
  }

  func lower(_ site: Site) -> Kernel? {
    let lengths = fftLength ?? site.inputShape(0).suffix(Self.axisCount)
    if site.outputCount(0) == 0 { return nil }
    let transform = RealFourier(
      lengths: lengths, real: site.inputShape(0), complex: site.outputShape(0))
    let x = site.input(0, Float.self)
    let y = site.output(0, ComplexPair.self)
    return { transform.forward(x, y, scale: 1, doubled: false) }
  }
}

extension InverseRealFourierOp {
  mutating func fields(_ f: inout some FieldVisitor) { f.fourier(&fftLength) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf([.complex64], 0, "input")
    _ = try inputs.withAxes(Self.axisCount, 0, "input")
    var shape = x.shape
    if shape[-1] != Shape.unknown { shape[-1] = max(0, 2 * (shape[-1] - 1)) }
    let lengths = try fourierLengths(fftLength, x, Array(shape.dimensions.suffix(Self.axisCount)))
    for (axis, length) in lengths.enumerated() { shape[axis - lengths.count] = length }
    return [TensorSpec(shape, .float32)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let adjoint = InverseRealFourierGrad(axisCount: Self.axisCount)
    return [try dy.graph.add(adjoint, [dy, node[0]]).output(0)]
  }

  func lower(_ site: Site) -> Kernel? {
    let lengths = Array(site.outputShape(0).suffix(Self.axisCount))
    if site.outputCount(0) == 0 { return nil }
    let transform = RealFourier(
      lengths: lengths, real: site.outputShape(0), complex: site.inputShape(0))
    let scale = 1 / Double(lengths.reduce(1, *))
    let x = site.input(0, ComplexPair.self)
    let y = site.output(0, Float.self)
    return { transform.inverse(x, y, scale: scale, mirrored: true) }
  }
}

/// The lengths of a transform: those that are asked for, or the tensor's.
private func fourierLengths(
  _ asked: [Int]?, _ input: TensorSpec, _ own: [Int]
) throws(ShapeError) -> [Int] {
  let lengths = asked ?? own
  if lengths.count != own.count {
    throw ShapeError("fft_length", expected: "\(own.count) numbers", found: "\(lengths)")
  }
  if lengths.contains(where: { $0 < 1 && (asked != nil || $0 != Shape.unknown) }) {
    throw ShapeError(
      "fft_length", expected: "lengths of 1 or more",
      found: asked.map { "\($0)" } ?? "\(lengths) of \(input)")
  }
  return lengths
}

/// The first half of the discrete Fourier transform of real numbers over the last axis; the other half
/// mirrors it.   x: float32 [d…, n] → y: complex64 [d…, n / 2 + 1], or fft_length / 2 + 1
struct RFFT: RealFourierOp {
  static let axisCount = 1
  var fftLength: [Int]?
}

/// The discrete Fourier transform of real numbers over the last two axes; of the last one the first half,
/// which the other mirrors.   x: float32 [d…, m, n] → y: complex64 [d…, m, n / 2 + 1]
struct RFFT2D: RealFourierOp {
  static let axisCount = 2
  var fftLength: [Int]?
}

/// The real numbers whose RFFT is x.   x: complex64 [d…, m] → y: float32 [d…, 2 (m − 1)], or fft_length
struct IRFFT: InverseRealFourierOp {
  static let axisCount = 1
  var fftLength: [Int]?
}

/// The real numbers whose RFFT2D is x.   x: complex64 [d…, m, n] → y: float32 [d…, m, 2 (n − 1)], or
/// fft_length
struct IRFFT2D: InverseRealFourierOp {
  static let axisCount = 2
  var fftLength: [Int]?
}

/// The gradient of RFFT and RFFT2D: the transform's adjoint.   ∂y: complex64 [d…, length / 2 + 1],
/// x: float32 [d…, n] → ∂x: float32 [d…, n].   Its own gradient is the transform.
///
/// TensorFlow composes it of IRFFT and of terms that undo what that does to the elements without a
/// mirror image.
struct RealFourierGrad: Op {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var axisCount = 1
  var fftLength: [Int]?

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.oneOf([.complex64], 0, "dy")
    let x = try inputs.oneOf([.float32], 1, "input")
    if axisCount == 1 {
      try inputs.expectShape(madeBy: RFFT(fftLength: fftLength), of: [x], 0, "dy")
    } else {
      try inputs.expectShape(madeBy: RFFT2D(fftLength: fftLength), of: [x], 0, "dy")
    }
    return [x]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    let graph = d.graph
    let transform: any OpDefinition =
      axisCount == 1 ? RFFT(fftLength: fftLength) : RFFT2D(fftLength: fftLength)
    return [try graph.add(transform, [d]).output(0), nil]
  }

  func lower(_ site: Site) -> Kernel? {
    let lengths = fftLength ?? site.inputShape(1).suffix(axisCount)
    if site.outputCount(0) == 0 { return nil }
    let transform = RealFourier(
      lengths: lengths, real: site.outputShape(0), complex: site.inputShape(0))
    let dy = site.input(0, ComplexPair.self)
    let dx = site.output(0, Float.self)
    return { transform.inverse(dy, dx, scale: 1, mirrored: false) }
  }
}

/// The gradient of IRFFT and IRFFT2D: the transform's adjoint.   ∂y: float32 [d…, length],
/// x: complex64 [d…, m] → ∂x: complex64 [d…, m].   Its own gradient is the transform.
struct InverseRealFourierGrad: Op {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var axisCount = 1

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let dy = try inputs.oneOf([.float32], 0, "dy")
    let x = try inputs.oneOf([.complex64], 1, "input")
    // The lengths of the transform, which need not be those that x suggests, are those of dy.
    let fits =
      dy.shape.rank == x.shape.rank && dy.shape.rank >= axisCount
      && Shape(Array(dy.shape.dimensions.dropLast(axisCount))).merged(
        with: Shape(Array(x.shape.dimensions.dropLast(axisCount)))) != nil
    if !fits {
      throw ShapeError(
        "dy", expected: "\(x.shape) but for the last \(axisCount) axes", found: "\(dy)")
    }
    return [x]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    let lengths = Array(node[0].shape.dimensions.suffix(axisCount))
    if lengths.contains(Shape.unknown) { throw .noGradient(op: Self.type, node: node.name) }
    let graph = d.graph
    return [
      axisCount == 1
        ? try graph.irfft(d, fftLength: lengths[0])
        : try graph.irfft2D(d, fftLength: lengths),
      nil,
    ]
  }

  func lower(_ site: Site) -> Kernel? {
    let lengths = Array(site.inputShape(0).suffix(axisCount))
    if site.inputCount(0) == 0 { return nil }
    let transform = RealFourier(
      lengths: lengths, real: site.inputShape(0), complex: site.outputShape(0))
    let scale = 1 / Double(lengths.reduce(1, *))
    let dy = site.input(0, Float.self)
    let dx = site.output(0, ComplexPair.self)
    return { transform.forward(dy, dx, scale: scale, doubled: true) }
  }
}

extension Graph {
  /// The first half of the discrete Fourier transform of real numbers over the last axis, which the
  /// rest mirrors.
  ///
  /// - Parameters:
  ///   - x: `float32` [d…, n].
  ///   - fftLength: The transform's length; x is cut, or filled with zeros. n if nil.
  ///   - name: The operation's name.
  /// - Returns: `complex64` [d…, length / 2 + 1].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type, or a length of 0.
  public func rfft(
    _ x: Output, fftLength: Int? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(RFFT(fftLength: fftLength.map { [$0] }), [x], name: name).output(0)
  }

  /// The inverse of ``rfft(_:fftLength:name:)``.
  ///
  /// - Parameters:
  ///   - x: `complex64` [d…, m]; cut, or filled with zeros.
  ///   - fftLength: The length of the result; 2 (m − 1) if nil, the even one.
  ///   - name: The operation's name.
  /// - Returns: `float32` [d…, length].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type, or a length of 0.
  public func irfft(
    _ x: Output, fftLength: Int? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(IRFFT(fftLength: fftLength.map { [$0] }), [x], name: name).output(0)
  }

  /// The first half of the discrete Fourier transform of real numbers over the last two axes, which
  /// the rest mirrors.
  ///
  /// - Parameters:
  ///   - x: `float32` [d…, n₁, n₂].
  ///   - fftLength: The transform's two lengths; x is cut, or filled with zeros. Those of x if nil.
  ///   - name: The operation's name.
  /// - Returns: `complex64` [d…, length₁, length₂ / 2 + 1].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type, or a length of 0.
  public func rfft2D(
    _ x: Output, fftLength: [Int]? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(RFFT2D(fftLength: fftLength), [x], name: name).output(0)
  }

  /// The inverse of ``rfft2D(_:fftLength:name:)``.
  ///
  /// - Parameters:
  ///   - x: `complex64` [d…, m₁, m₂]; cut, or filled with zeros.
  ///   - fftLength: The two lengths of the result; m₁ and 2 (m₂ − 1) if nil.
  ///   - name: The operation's name.
  /// - Returns: `float32` [d…, length₁, length₂].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type, or a length of 0.
  public func irfft2D(
    _ x: Output, fftLength: [Int]? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(IRFFT2D(fftLength: fftLength), [x], name: name).output(0)
  }
}
