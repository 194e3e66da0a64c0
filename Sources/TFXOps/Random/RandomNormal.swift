public import TFXCore
public import TFXGraph
import TFXKernels

/// y = independent normal numbers.   → y: [d…].
struct RandomStandardNormal: NormalRandomOp {
  var mean = 0.0
  var stddev = 1.0
  var spec = TensorSpec(.scalar)
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  func draw<T: KernelScalar>(_ y: Out<T>, _ count: Int, mean: T, standardDeviation: T) {
    Kernels.randomNormal(y, count, key, mean: mean, standardDeviation: standardDeviation)
  }
}

/// y = independent normal numbers, drawn again where further than 2 stddev from the mean.   → y: [d…].
struct TruncatedNormal: NormalRandomOp {
  var mean = 0.0
  var stddev = 1.0
  var spec = TensorSpec(.scalar)
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  func draw<T: KernelScalar>(_ y: Out<T>, _ count: Int, mean: T, standardDeviation: T) {
    Kernels.truncatedNormal(y, count, key, mean: mean, standardDeviation: standardDeviation)
  }
}

extension Graph {
  /// Independent normal random numbers.
  ///
  /// - Parameters:
  ///   - shape: The shape, fully known.
  ///   - mean: The mean.
  ///   - standardDeviation: The standard deviation.
  ///   - dtype: `float32` or `float64`.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `standardDeviation` is negative.
  public func randomNormal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, _ dtype: DType = .float32,
    seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = RandomStandardNormal(
      mean: mean, stddev: standardDeviation, spec: TensorSpec(shape, dtype),
      seed: seed ?? self.seed,
      stream: randomStream(name ?? RandomStandardNormal.type))
    return try add(definition, name: name).output(0)
  }

  /// Independent normal random numbers, drawn again where further than two standard deviations from
  /// the mean.
  ///
  /// - Parameters:
  ///   - shape: The shape, fully known.
  ///   - mean: The mean.
  ///   - standardDeviation: The standard deviation before truncation.
  ///   - dtype: `float32` or `float64`.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `standardDeviation` is negative.
  public func truncatedNormal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, _ dtype: DType = .float32,
    seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = TruncatedNormal(
      mean: mean, stddev: standardDeviation, spec: TensorSpec(shape, dtype),
      seed: seed ?? self.seed,
      stream: randomStream(name ?? TruncatedNormal.type))
    return try add(definition, name: name).output(0)
  }
}
