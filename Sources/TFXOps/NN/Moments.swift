public import TFXGraph

extension Graph {
  /// The mean and the variance over axes, as TensorFlow's `tf.nn.moments`: that of all elements,
  /// without Bessel's correction.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type.
  ///   - axes: The axes, negative ones counted from the end.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func moments(
    _ x: Output, axes: [Int], keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> (mean: Output, variance: Output) {
    try nameScope(name ?? "moments") { (_) throws(GraphError) in
      let mean = try mean(x, axes: axes, keepDims: true)
      // The variance does not change with the mean: its derivative there is 0.
      let squares = try squaredDifference(x, stopGradient(mean))
      let variance = try self.mean(squares, axes: axes, keepDims: true)
      if keepDims { return (mean, variance) }
      return (try squeeze(mean, axes: axes), try squeeze(variance, axes: axes))
    }
  }

  /// The weighted mean and variance over axes, as TensorFlow's `tf.nn.weighted_moments`: 0 where the
  /// weights' sum is.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type.
  ///   - axes: The axes, negative ones counted from the end.
  ///   - frequencyWeights: How often each element counts; broadcast to the shape of `x`.
  ///   - keepDims: Whether the axes stay, with extent 1.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice, or the
  ///   weights don't fit.
  public func weightedMoments(
    _ x: Output, axes: [Int], frequencyWeights: Output, keepDims: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> (mean: Output, variance: Output) {
    try nameScope(name ?? "weighted_moments") { (_) throws(GraphError) in
      let weights = try add(frequencyWeights, zerosLike(x))
      let total = try sum(weights, axes: axes, keepDims: true)
      let mean = try quotientOrZero(
        sum(multiply(weights, x), axes: axes, keepDims: true), total)
      let squares = try multiply(weights, squaredDifference(x, mean))
      let variance = try quotientOrZero(sum(squares, axes: axes, keepDims: true), total)
      if keepDims { return (mean, variance) }
      return (try squeeze(mean, axes: axes), try squeeze(variance, axes: axes))
    }
  }
}
