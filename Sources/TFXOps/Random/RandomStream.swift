import TFXCore
import TFXGraph
import TFXKernels

/// An operation without inputs whose elements are random numbers: a function of seed, stream and
/// place, so that they are the same in every run.
protocol RandomOp: FloatingOp {
  /// The shape, fully known, and a floating type.
  var spec: TensorSpec { get set }
  /// The seed, from the graph if the user gives none.
  var seed: UInt64 { get set }
  /// Which of the seed's sequences the operation draws from.
  var stream: UInt32 { get set }
  /// Throws unless the distribution exists.
  func check() throws(ShapeError)
}

extension RandomOp {
  var isFoldable: Bool { false }

  /// The key of the operation's random numbers.
  var key: RandomKey { RandomKey(seed: seed, stream: stream, step: 0) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if !spec.dtype.isFloating || !spec.shape.isFullyKnown {
      throw ShapeError(
        "shape", expected: "float32 or float64 of known shape", found: "\(spec)")
    }
    try check()
    return [spec]
  }

  static var stopsGradient: Bool { true }
}

/// Random numbers that are normal, or began as such.
protocol NormalRandomOp: RandomOp {
  /// The mean.
  var mean: Double { get set }
  /// The standard deviation.
  var stddev: Double { get set }
  /// Writes `count` numbers.
  func draw<T: KernelScalar>(_ y: Out<T>, _ count: Int, mean: T, standardDeviation: T)
}

extension NormalRandomOp {
  mutating func fields(_ f: inout some FieldVisitor) {
    f.spec(&spec)
    f.optional("mean", &mean, "the mean")
    f.optional("stddev", &stddev, "the standard deviation")
    f.seed(&seed, stream: stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    (seed, stream) = graph.randomKey(seed, name)
  }

  func check() throws(ShapeError) {
    if !mean.isFinite { throw ShapeError("mean", expected: "a number", found: "\(mean)") }
    if !stddev.isFinite || stddev < 0 {
      throw ShapeError("stddev", expected: "0 or more", found: "\(stddev)")
    }
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (mean, stddev) = (T(mean), T(stddev))
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { draw(y, count, mean: mean, standardDeviation: stddev) }
  }
}

extension Graph {
  /// The stream of random numbers of the operation that is added next under a name: a 32-bit FNV-1a
  /// hash of its unique name with its scopes. Adding operations elsewhere doesn't change it.
  package func randomStream(_ name: String) -> UInt32 {
    let scoped = scopedName(name)
    var unique = scoped
    var count = 1
    while (try? operation(named: unique)) != nil {
      unique = "\(scoped)_\(count)"
      count += 1
    }
    var hash: UInt32 = 0x811C_9DC5
    for byte in unique.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    // Below are streams that do not belong to operations.
    let first = Philox.Stream.operations.rawValue
    return hash < first ? hash + first : hash
  }
}
