public import TFXGraph

extension Graph {
  /// The cross-entropy between labels z and the sigmoid of logits x, in which the positive part
  /// counts `posWeight`-fold: `−posWeight · z · ln σ(x) − (1 − z) · ln(1 − σ(x))`, element by
  /// element, as TensorFlow's `tf.nn.weighted_cross_entropy_with_logits`.
  ///
  /// - Parameters:
  ///   - labels: Probabilities, in the shape of the logits.
  ///   - logits: A tensor of a floating type.
  ///   - posWeight: A tensor that broadcasts to the logits.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes or types don't fit.
  public func weightedCrossEntropyWithLogits(
    labels: Output, logits: Output, posWeight: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "logistic_loss") { (_) throws(GraphError) in
      let one = try constant(1, logits.dtype)
      // As TensorFlow: no exponential overflows.
      let weight = try add(one, multiply(subtract(posWeight, one), labels))
      let tail = try add(
        log1p(exp(negative(abs(logits)))), relu(negative(logits)))
      return try add(
        multiply(subtract(one, labels), logits), multiply(weight, tail))
    }
  }
}
