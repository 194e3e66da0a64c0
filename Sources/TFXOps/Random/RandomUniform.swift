public import TFXCore
public import TFXGraph
import TFXKernels

/// y = independent numbers, uniform in [minval, maxval).   → y: [d…].
struct RandomUniform: RandomOp {
  var minval = 0.0
  var maxval = 1.0
  var spec = TensorSpec(.scalar)
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.spec(&spec)
    f.optional("minval", &minval, "the least number")
    f.optional("maxval", &maxval, "the number that all are below")
    f.seed(&seed, stream: stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    (seed, stream) = graph.randomKey(seed, name)
  }

  func check() throws(ShapeError) {
    if !(minval.isFinite && maxval.isFinite && minval <= maxval) {
      throw ShapeError("maxval", expected: "a number from \(minval) on", found: "\(maxval)")
    }
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (key, low, high) = (key, T(minval), T(maxval))
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.randomUniform(y, count, key, low: low, high: high) }
  }
}

extension Graph {
  /// Independent random numbers, uniform in [minimum, maximum).
  ///
  /// - Parameters:
  ///   - shape: The shape, fully known.
  ///   - minimum: The least number.
  ///   - maximum: The number that all are below.
  ///   - dtype: `float32` or `float64`.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `maximum` is less than `minimum`.
  public func randomUniform(
    _ shape: Shape, minimum: Double = 0, maximum: Double = 1, _ dtype: DType = .float32,
    seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = RandomUniform(
      minval: minimum, maxval: maximum, spec: TensorSpec(shape, dtype), seed: seed ?? self.seed,
      stream: randomStream(name ?? RandomUniform.type))
    return try add(definition, name: name).output(0)
  }
}
