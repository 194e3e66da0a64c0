import TFXCore
public import TFXGraph

/// What becomes of the losses of elements, under the names of TensorFlow 1's `tf.losses.Reduction`.
public enum LossReduction: String, Sendable, CaseIterable {
  /// They stay, each times its weight.
  case none = "none"
  /// Their sum.
  case sum = "weighted_sum"
  /// Their sum divided by the sum of weights.
  case mean = "weighted_mean"
  /// Their sum divided by their number.
  case sumOverBatchSize = "weighted_sum_over_batch_size"
  /// Their sum divided by the number of weights that are not 0: what TensorFlow does unless told
  /// otherwise.
  case sumByNonzeroWeights = "weighted_sum_by_nonzero_weights"
}

/// TensorFlow 1's `tf.losses`: losses with weights, which the graph takes note of in its collection
/// ``GraphKeys/losses``, so that ``getTotalLoss(scope:)`` finds them all.
///
///     let loss = try graph.losses.meanSquaredError(labels: y, predictions: model)
///
/// Each function takes `weights`: a scalar, or a tensor with as many axes as the losses of which
/// each has their extent or 1; all losses count alike if nil. Losses are computed in the type of
/// predictions or logits, where TensorFlow goes over to `float32`.
public struct Losses {
  let graph: Graph

  /// Weights losses, reduces them and puts the result into the collection ``GraphKeys/losses``.
  ///
  /// - Parameters:
  ///   - losses: The loss of each element.
  ///   - weights: How much each counts.
  ///   - reduction: What becomes of them.
  ///   - name: A scope for the operations.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the weights don't fit.
  public func computeWeightedLoss(
    _ losses: Output, weights: Output? = nil,
    reduction: LossReduction = .sumByNonzeroWeights, name: String? = nil
  ) throws(GraphError) -> Output {
    try graph.nameScope(name ?? "weighted_loss") { (_) throws(GraphError) in
      let weights = try weights.map { (weights) throws(GraphError) in
        try checked(weights, for: losses, name: "weights")
      }
      var weighted = losses
      if let weights { weighted = try graph.multiply(losses, weights) }
      let loss: Output
      switch reduction {
      case .none: loss = weighted
      case .sum: loss = try graph.sum(weighted)
      case .mean:
        loss = try graph.quotientOrZero(graph.sum(weighted), sum(weights, over: losses))
      case .sumOverBatchSize:
        loss = try graph.quotientOrZero(graph.sum(weighted), graph.sum(graph.onesLike(losses)))
      case .sumByNonzeroWeights:
        loss = try graph.quotientOrZero(
          graph.sum(weighted), present(weights, of: losses, axes: nil))
      }
      addLoss(loss)
      return loss
    }
  }

  /// Puts a loss into the collection ``GraphKeys/losses``.
  public func addLoss(_ loss: Output) {
    graph.addToCollection(GraphKeys.losses, .output(loss))
  }

  /// The losses of the collection ``GraphKeys/losses``.
  ///
  /// - Parameter scope: Only those whose names begin with it; all if nil.
  public func getLosses(scope: String? = nil) -> [Output] {
    graph.collection(GraphKeys.losses).compactMap(\.output).filter {
      $0.name.hasPrefix(scope ?? "")
    }
  }

  /// The sum of the losses of the collection ``GraphKeys/losses``.
  ///
  /// - Parameters:
  ///   - scope: Only those whose names begin with it; all if nil.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there are none, or they have several shapes.
  public func getTotalLoss(
    scope: String? = nil, name: String = "total_loss"
  ) throws(GraphError) -> Output {
    try graph.addN(getLosses(scope: scope), name: name)
  }
}

extension Graph {
  /// TensorFlow 1's `tf.losses`, for this graph.
  public var losses: Losses { Losses(graph: self) }

  /// `a / b`, 0 where b is 0, even for a that is no number; both of one shape.
  func quotientOrZero(_ a: Output, _ b: Output) throws(GraphError) -> Output {
    let isZero = try equal(b, zerosLike(b))
    // A divisor of 1 keeps the gradient from becoming 0 · ∞ where the quotient is not taken.
    let quotient = try divide(a, select(isZero, onesLike(b), b))
    return try select(isZero, zerosLike(quotient), quotient)
  }
}

extension Losses {
  /// Weights in the losses' type. Throws unless they are a scalar or fit axis by axis.
  func checked(
    _ weights: Output, for losses: Output, name: String
  ) throws(GraphError) -> Output {
    let (shape, target) = (weights.shape, losses.shape)
    let fits =
      shape.rank == 0
      || shape.rank == target.rank
        && zip(shape.dimensions, target.dimensions).allSatisfy { weight, loss in
          weight == 1 || weight == loss || min(weight, loss) == Shape.unknown
        }
    if !fits {
      throw .invalid(
        op: "compute_weighted_loss", node: graph.scopedName(name),
        ShapeError(
          "weights", expected: "a scalar, or for each axis of \(target) its extent or 1",
          found: "\(weights.spec)"))
    }
    return try graph.cast(weights, to: losses.dtype)
  }

  /// The sum of the weights of all losses.
  private func sum(_ weights: Output?, over losses: Output) throws(GraphError) -> Output {
    let ones = try graph.onesLike(losses)
    guard let weights else { return try graph.sum(ones) }
    return try graph.sum(graph.multiply(ones, weights))
  }

  /// How many losses along axes have a weight that is not 0. The axes stay, with extent 1, unless
  /// it is all of them (nil).
  func present(
    _ weights: Output?, of losses: Output, axes: [Int]?
  ) throws(GraphError) -> Output {
    var ones = try graph.onesLike(losses)
    if let weights {
      let counts = try graph.cast(
        graph.notEqual(weights, graph.zerosLike(weights)), to: losses.dtype)
      ones = try graph.multiply(ones, counts)
    }
    return try graph.sum(ones, axes: axes, keepDims: axes != nil)
  }
}
