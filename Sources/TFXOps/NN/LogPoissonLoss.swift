public import TFXGraph

extension Graph {
  /// Minus the log-likelihood of counts z under a Poisson distribution with the mean eˣ:
  /// `eˣ − x z`, as TensorFlow's `tf.nn.log_poisson_loss`.
  ///
  /// - Parameters:
  ///   - targets: Counts.
  ///   - logInput: x, in the shape of the targets.
  ///   - computeFullLoss: Whether Stirling's approximation of ln z! is added, which does not depend
  ///     on x: `z ln z − z + ln(2π z) / 2`, 0 for z from 0 to 1.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes or types don't fit.
  public func logPoissonLoss(
    targets: Output, logInput: Output, computeFullLoss: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "log_poisson_loss") { (_) throws(GraphError) in
      let loss = try subtract(exp(logInput), multiply(logInput, targets))
      if !computeFullLoss { return loss }
      let dtype = logInput.dtype
      let half = try multiply(
        constant(0.5, dtype), log(multiply(constant(2 * Double.pi, dtype), targets)))
      let stirling = try add(subtract(multiply(targets, log(targets)), targets), half)
      let zeros = try zerosLike(targets)
      let ofPositive = try select(lessEqual(targets, constant(1, dtype)), zeros, stirling)
      let rest = try select(greaterEqual(targets, constant(0, dtype)), ofPositive, stirling)
      return try add(loss, rest)
    }
  }
}
