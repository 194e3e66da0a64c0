import TFXCore
public import TFXGraph

// Losses between predictions and labels of one shape.

extension Losses {
  /// |predictions − labels|, weighted and reduced.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func absoluteDifference(
    labels: Output, predictions: Output, weights: Output? = nil,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "absolute_difference") { (_) throws(GraphError) in
      let labels = try agreeing(labels, predictions)
      let losses = try graph.abs(graph.subtract(predictions, labels))
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// (predictions − labels)², weighted and reduced.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func meanSquaredError(
    labels: Output, predictions: Output, weights: Output? = nil,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "mean_squared_error") { (_) throws(GraphError) in
      let labels = try agreeing(labels, predictions)
      let losses = try graph.squaredDifference(predictions, labels)
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// 1 − Σ predictions · labels along an axis, which stays with extent 1, weighted and reduced.
  /// Both should have length 1 along the axis, see ``Graph/l2Normalize(_:axes:epsilon:name:)``.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit, or there is
  ///   no such axis.
  public func cosineDistance(
    labels: Output, predictions: Output, axis: Int, weights: Output? = nil,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "cosine_distance_loss") { (_) throws(GraphError) in
      let labels = try agreeing(labels, predictions)
      let products = try graph.sum(
        graph.multiply(predictions, labels), axes: [axis], keepDims: true)
      let losses = try graph.subtract(graph.constant(1, predictions.dtype), products)
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// With e = |predictions − labels|: e² / 2 up to `delta`, from there on the straight line
  /// `delta · e − delta² / 2`, weighted and reduced. Huber, 1964.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func huberLoss(
    labels: Output, predictions: Output, weights: Output? = nil, delta: Double = 1,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "huber_loss") { (_) throws(GraphError) in
      let labels = try agreeing(labels, predictions)
      let dtype = predictions.dtype
      let error = try graph.abs(graph.subtract(predictions, labels))
      let quadratic = try graph.minimum(error, graph.constant(delta, dtype))
      let linear = try graph.subtract(error, quadratic)
      let losses = try graph.add(
        graph.multiply(graph.constant(0.5, dtype), graph.multiply(quadratic, quadratic)),
        graph.multiply(graph.constant(delta, dtype), linear))
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// −labels · ln(predictions + ε) − (1 − labels) · ln(1 − predictions + ε), weighted and reduced:
  /// the cross-entropy of probabilities.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func logLoss(
    labels: Output, predictions: Output, weights: Output? = nil, epsilon: Double = 1e-7,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "log_loss") { (_) throws(GraphError) in
      let labels = try agreeing(labels, predictions)
      let one = try graph.constant(1, predictions.dtype)
      let epsilon = try graph.constant(epsilon, predictions.dtype)
      let hit = try graph.multiply(labels, graph.log(graph.add(predictions, epsilon)))
      let miss = try graph.multiply(
        graph.subtract(one, labels),
        graph.log(graph.add(graph.subtract(one, predictions), epsilon)))
      let losses = try graph.subtract(graph.negative(hit), miss)
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// The mean of (dᵢ − dⱼ)² over all pairs of different elements of a sample, with
  /// d = predictions − labels, added up over the samples: what is wrong with differences within a
  /// sample, whatever its mean.
  ///
  /// - Parameters:
  ///   - labels: [batch, d…].
  ///   - predictions: [batch, d…].
  ///   - weights: A scalar, or one number a sample: [batch, 1, …].
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func meanPairwiseSquaredError(
    labels: Output, predictions: Output, weights: Output? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "mean_pairwise_squared_error") { (_) throws(GraphError) in
      let labels = try agreeing(labels, predictions)
      let dtype = predictions.dtype
      let differences = try graph.subtract(predictions, labels)
      let weights = try weights.map { (weights) throws(GraphError) in
        try checked(weights, for: differences, name: "weights")
      }
      let axes = Array(1..<max(1, differences.shape.rank))
      let (zero, one, two) = (
        try graph.constant(0, dtype), try graph.constant(1, dtype), try graph.constant(2, dtype)
      )
      let squares = try graph.sum(graph.square(differences), axes: axes, keepDims: true)
      let count = try present(weights, of: differences, axes: axes)
      let others = try graph.subtract(count, one)
      let first = try graph.quotientOrZero(squares, graph.maximum(others, zero))
      let square = try graph.square(graph.sum(differences, axes: axes, keepDims: true))
      let second = try graph.quotientOrZero(
        square, graph.maximum(graph.multiply(count, others), zero))
      var losses = try graph.multiply(two, graph.subtract(first, second))
      if let weights { losses = try graph.multiply(losses, weights) }
      let loss = try graph.sum(losses)
      let isAny = try graph.greater(graph.sum(count), zero)
      let result = try graph.select(isAny, loss, graph.zerosLike(loss), name: "value")
      addLoss(result)
      return result
    }
  }

  /// Labels in the predictions' type. Throws unless both have one shape.
  func agreeing(_ labels: Output, _ predictions: Output) throws(GraphError) -> Output {
    if labels.shape.merged(with: predictions.shape) == nil {
      throw .invalid(
        op: "losses", node: graph.scopedName("labels"),
        ShapeError("labels", expected: "\(predictions.shape)", found: "\(labels.spec)"))
    }
    return try graph.cast(labels, to: predictions.dtype)
  }
}
