import TFXCore
public import TFXGraph

// Losses between logits and labels that say what is there.

extension Losses {
  /// max(0, 1 − (2 · labels − 1) · logits), weighted and reduced.
  ///
  /// - Parameters:
  ///   - labels: 0 or 1, in the shape of the logits.
  ///   - logits: Negative for 0, positive for 1.
  ///   - weights: How much each counts.
  ///   - reduction: What becomes of the losses.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func hingeLoss(
    labels: Output, logits: Output, weights: Output? = nil,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "hinge_loss") { (_) throws(GraphError) in
      let labels = try agreeing(labels, logits)
      let (one, two) = (try graph.constant(1, logits.dtype), try graph.constant(2, logits.dtype))
      let signs = try graph.subtract(graph.multiply(two, labels), one)
      let losses = try graph.relu(graph.subtract(one, graph.multiply(signs, logits)))
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// The cross-entropy between labels and the sigmoid of logits, weighted and reduced.
  ///
  /// - Parameters:
  ///   - labels: Probabilities, in the shape of the logits.
  ///   - logits: A tensor of a floating type.
  ///   - weights: How much each counts.
  ///   - labelSmoothing: How far labels are moved towards 1/2, from 0 to 1.
  ///   - reduction: What becomes of the losses.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func sigmoidCrossEntropy(
    labels: Output, logits: Output, weights: Output? = nil, labelSmoothing: Double = 0,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "sigmoid_cross_entropy_loss") { (_) throws(GraphError) in
      var labels = try agreeing(labels, logits)
      if labelSmoothing > 0 {
        labels = try smoothed(labels, by: labelSmoothing, towards: 0.5)
      }
      let losses = try graph.sigmoidCrossEntropyWithLogits(
        labels: labels, logits: logits, name: "xentropy")
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// The cross-entropy between labels and the softmax of logits along the last axis, weighted and
  /// reduced. No gradient flows to the labels.
  ///
  /// - Parameters:
  ///   - labels: Distributions along the last axis, usually one-hot.
  ///   - logits: [batch…, classes].
  ///   - weights: How much each distribution counts: a scalar or [batch…].
  ///   - labelSmoothing: How far labels are moved towards 1 / classes, from 0 to 1.
  ///   - reduction: What becomes of the losses.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func softmaxCrossEntropy(
    labels: Output, logits: Output, weights: Output? = nil, labelSmoothing: Double = 0,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "softmax_cross_entropy_loss") { (_) throws(GraphError) in
      var labels = try agreeing(labels, logits)
      if labelSmoothing > 0 {
        // Counted, as the number of classes may not be known yet.
        let ones = try graph.onesLike(labels)
        let classes = try graph.sum(ones, axes: [-1], keepDims: true)
        let share = try graph.divide(graph.constant(labelSmoothing, labels.dtype), classes)
        let kept = try graph.constant(1 - labelSmoothing, labels.dtype)
        labels = try graph.add(graph.multiply(labels, kept), share)
      }
      let losses = try graph.softmaxCrossEntropyWithLogits(
        labels: graph.stopGradient(labels), logits: logits, name: "xentropy")
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// The cross-entropy between the classes that labels name and the softmax of logits along the
  /// last axis, weighted and reduced.
  ///
  /// - Parameters:
  ///   - labels: `int32` or `int64` [batch…], or with a last axis of extent 1 more.
  ///   - logits: [batch…, classes].
  ///   - weights: How much each label counts: a scalar or [batch…], or with a last axis of extent 1
  ///     more.
  ///   - reduction: What becomes of the losses.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes, types or weights don't fit.
  public func sparseSoftmaxCrossEntropy(
    labels: Output, logits: Output, weights: Output? = nil,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "sparse_softmax_cross_entropy_loss") { (_) throws(GraphError) in
      let labels = try withoutLastAxis(labels, ofRank: logits.shape.rank)
      let weights = try weights.map { (weights) throws(GraphError) in
        try withoutLastAxis(weights, ofRank: logits.shape.rank)
      }
      let losses = try graph.sparseSoftmaxCrossEntropyWithLogits(
        labels: labels, logits: logits, name: "xentropy")
      return try computeWeightedLoss(losses, weights: weights, reduction: reduction, name: "value")
    }
  }

  /// A tensor without its last axis if it has as many as given, of which the last may have extent 1.
  private func withoutLastAxis(_ x: Output, ofRank rank: Int) throws(GraphError) -> Output {
    x.shape.rank == rank && rank > 0 && [1, Shape.unknown].contains(x.shape[-1])
      ? try graph.squeeze(x, axes: [-1]) : x
  }

  /// Labels moved towards a number.
  private func smoothed(
    _ labels: Output, by smoothing: Double, towards target: Double
  ) throws(GraphError) -> Output {
    try graph.add(
      graph.multiply(labels, graph.constant(1 - smoothing, labels.dtype)),
      graph.constant(target * smoothing, labels.dtype))
  }
}
