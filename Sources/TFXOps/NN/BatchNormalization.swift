public import TFXGraph

extension Graph {
  /// `scale · (x − mean) / √(variance + epsilon) + offset`, as TensorFlow's
  /// `tf.nn.batch_normalization`. For the moments of a batch and their gradients in one operation
  /// there is ``fusedBatchNorm(_:scale:offset:mean:variance:epsilon:isTraining:name:)``.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type.
  ///   - mean: The mean, broadcast to the shape of `x`, as are all others.
  ///   - variance: The variance.
  ///   - offset: What is added; nothing if nil.
  ///   - scale: What is multiplied by; nothing if nil.
  ///   - varianceEpsilon: Added to the variance.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes or types don't fit.
  public func batchNormalization(
    _ x: Output, mean: Output, variance: Output, offset: Output? = nil, scale: Output? = nil,
    varianceEpsilon: Double, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "batchnorm") { (_) throws(GraphError) in
      var factor = try rsqrt(add(variance, constant(varianceEpsilon, variance.dtype)))
      if let scale { factor = try multiply(factor, scale) }
      let shifted = try negative(multiply(mean, factor))
      return try add(
        multiply(x, factor),
        offset.map { (offset) throws(GraphError) in try add(offset, shifted) }
          ?? shifted)
    }
  }
}
