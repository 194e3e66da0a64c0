public import TFXGraph

extension Graph {
  /// `x · rsqrt(max(Σ x², epsilon))`, the sum over axes: as TensorFlow's `tf.nn.l2_normalize`.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type.
  ///   - axes: The axes, negative ones counted from the end; all if nil.
  ///   - epsilon: The least sum of squares.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func l2Normalize(
    _ x: Output, axes: [Int]? = nil, epsilon: Double = 1e-12, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "l2_normalize") { (_) throws(GraphError) in
      let squares = try sum(square(x), axes: axes, keepDims: true)
      return try multiply(x, rsqrt(maximum(squares, constant(epsilon, x.dtype))))
    }
  }
}
