import TFXCore
public import TFXGraph
import TFXKernels

/// y = independent normal numbers, other ones in each step.   x: [d…] (shape only), step: int64 []
/// → y: [d…].   No gradient.
struct RandomNormalLike: RandomLikeOp {
  var mean = 0.0
  var stddev = 1.0
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("mean", &mean, "the mean")
    f.optional("stddev", &stddev, "the standard deviation")
    f.seed(&seed, stream: stream)
  }

  func check() throws(ShapeError) {
    if !mean.isFinite { throw ShapeError("mean", expected: "a number", found: "\(mean)") }
    if !stddev.isFinite || stddev < 0 {
      throw ShapeError("stddev", expected: "0 or more", found: "\(stddev)")
    }
  }

  func draw<T: KernelScalar>(_ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int) {
    Kernels.randomNormal(
      y, count, key, offset: offset, mean: T(mean), standardDeviation: T(stddev))
  }
}

/// y = independent numbers, uniform in [minval, maxval), other ones in each step.
/// x: [d…] (shape only), step: int64 [] → y: [d…].   No gradient.
struct RandomUniformLike: RandomLikeOp {
  var minval = 0.0
  var maxval = 1.0
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("minval", &minval, "the least number")
    f.optional("maxval", &maxval, "the number that all are below")
    f.seed(&seed, stream: stream)
  }

  func check() throws(ShapeError) {
    if !(minval.isFinite && maxval.isFinite && minval <= maxval) {
      throw ShapeError("maxval", expected: "a number from \(minval) on", found: "\(maxval)")
    }
  }

  func draw<T: KernelScalar>(_ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int) {
    Kernels.randomUniform(y, count, key, offset: offset, low: T(minval), high: T(maxval))
  }
}

/// An operation whose elements are random numbers, as many as its first input has: a function of
/// seed, stream, step and place.
protocol RandomLikeOp: FloatingOp {
  /// The seed, from the graph if the user gives none.
  var seed: UInt64 { get set }
  /// Which of the seed's sequences the operation draws from.
  var stream: UInt32 { get set }
  /// Throws unless the distribution exists.
  func check() throws(ShapeError)
  /// Writes `count` numbers, from that of the element `offset` on.
  func draw<T: KernelScalar>(_ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int)
}

extension RandomLikeOp {
  static var nodeForm: NodeForm { .training }
  static var stopsGradient: Bool { true }
  var isFoldable: Bool { false }
  var shapeOnlyInputs: Set<Int> { [0] }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    (seed, stream) = graph.randomKey(seed, name)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.floating(0, "x")
    try inputs.expectPlacedStep(1)
    try check()
    return [x]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let draws = PlacedDraws(site, seed: seed, stream: stream, step: 1)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { draw(y, count, draws.key, offset: draws.offset) }
  }
}

extension Graph {
  /// Independent normal random numbers, as many as `x` has elements.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type, of which only the shape is read.
  ///   - mean: The mean.
  ///   - standardDeviation: The standard deviation.
  ///   - step: An `int64` scalar; each step draws other numbers. Or a pair, the step and the place of
  ///     the first row in a batch of which `x` is a part.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `standardDeviation` is negative.
  public func randomNormal(
    like x: Output, mean: Double = 0, standardDeviation: Double = 1, step: Output,
    seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = RandomNormalLike(
      mean: mean, stddev: standardDeviation, seed: seed ?? self.seed,
      stream: randomStream(name ?? RandomNormalLike.type))
    return try add(definition, [x, step], name: name).output(0)
  }

  /// Independent random numbers, uniform in [minimum, maximum), as many as `x` has elements.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type, of which only the shape is read.
  ///   - minimum: The least number.
  ///   - maximum: The number that all are below.
  ///   - step: An `int64` scalar; each step draws other numbers. Or a pair, the step and the place of
  ///     the first row in a batch of which `x` is a part.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `maximum` is less than `minimum`.
  public func randomUniform(
    like x: Output, minimum: Double = 0, maximum: Double = 1, step: Output, seed: UInt64? = nil,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = RandomUniformLike(
      minval: minimum, maxval: maximum, seed: seed ?? self.seed,
      stream: randomStream(name ?? RandomUniformLike.type))
    return try add(definition, [x, step], name: name).output(0)
  }
}
