public import TFXCore
public import TFXGraph

/// Which connections of a weight its variance is scaled by.
public enum FanMode: String, Sendable, Hashable {
  /// Those that come into a unit.
  case fanIn = "fan_in"
  /// Those that go out.
  case fanOut = "fan_out"
  /// The mean of both.
  case fanAverage = "fan_avg"
}

/// The distribution of scaled random values.
public enum ScalingDistribution: String, Sendable, Hashable {
  /// Normal, drawn again beyond two standard deviations, with the variance asked for.
  case truncatedNormal = "truncated_normal"
  case untruncatedNormal = "untruncated_normal"
  case uniform = "uniform"
}

extension Graph {
  /// Random first values for a weight whose variance is `scale` divided by the number of its
  /// connections: TensorFlow's `tf.variance_scaling_initializer`.
  ///
  /// - Parameters:
  ///   - shape: The shape of the weight, fully known: [window…, inputs, outputs].
  ///   - scale: The factor, greater than 0; 2 before relu (He et al., 2015), 1 with the mean of both
  ///     fans for Glorot and Bengio, 2010.
  ///   - mode: Which connections count.
  ///   - distribution: The distribution.
  ///   - dtype: `float32` or `float64`.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type, or a scale that is not greater
  ///   than 0.
  public func varianceScaling(
    _ shape: Shape, scale: Double = 1, mode: FanMode = .fanIn,
    distribution: ScalingDistribution = .truncatedNormal, _ dtype: DType = .float32,
    seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    if !(scale > 0 && scale.isFinite) {
      throw .invalid(
        op: "VarianceScaling", node: scopedName(name ?? "VarianceScaling"),
        ShapeError("scale", expected: "a number greater than 0", found: "\(scale)"))
    }
    let dimensions = shape.dimensions.map(Double.init)
    let window = dimensions.dropLast(2).reduce(1, *)
    let (fanIn, fanOut) =
      dimensions.count < 2
      ? (dimensions.first ?? 1, dimensions.first ?? 1)
      : (dimensions[dimensions.count - 2] * window, dimensions[dimensions.count - 1] * window)
    let fan =
      switch mode {
      case .fanIn: fanIn
      case .fanOut: fanOut
      case .fanAverage: (fanIn + fanOut) / 2
      }
    let variance = scale / Swift.max(1, fan)
    switch distribution {
    case .uniform:
      let limit = (3 * variance).squareRoot()
      return try randomUniform(
        shape, minimum: -limit, maximum: limit, dtype, seed: seed, name: name)
    case .untruncatedNormal:
      return try randomNormal(
        shape, standardDeviation: variance.squareRoot(), dtype, seed: seed, name: name)
    case .truncatedNormal:
      // The standard deviation of a normal distribution that is cut off at 2 of them.
      let cut = 0.87962566103423978
      return try truncatedNormal(
        shape, standardDeviation: variance.squareRoot() / cut, dtype, seed: seed, name: name)
    }
  }
}
