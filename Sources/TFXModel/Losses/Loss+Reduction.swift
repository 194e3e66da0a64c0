public import TFXCore
package import TFXGraph
import TFXOps

/// What becomes of the losses of a batch: Keras's `reduction`.
public enum BatchReduction: String, Choice {
  /// Their sum divided by their number.
  case sumOverBatchSize = "sum_over_batch_size"
  /// Another name of the same.
  case mean
  /// Their sum.
  case sum
  /// Their sum divided by the sum of their weights.
  case meanWithSampleWeight = "mean_with_sample_weight"

  /// A choice, or a word on why there is no `none`.
  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> BatchReduction? {
    var name: String?
    if case .scalar(let text, _) = node.content { name = text }
    if let name, let choice = BatchReduction(rawValue: name) { return choice }
    let isNone = name == "none" || node.found == "nothing"
    return mismatch(
      node, &diagnostics,
      help: isNone
        ? "training makes a single number small"
        : name.flatMap { Spelling.suggestion(for: $0, among: allCases.map(\.rawValue)) })
  }
}

extension Loss {
  /// Adds the loss of a batch: that of each sample, weighted and reduced as Keras does it.
  ///
  /// A mask leaves losses out, so that a mean is one of the others; weights multiply.
  ///
  /// - Parameters:
  ///   - prediction: What the model makes of a batch: `[batch, d…, outputs]`.
  ///   - target: In the form of ``target``.
  ///   - weights: How much each sample counts, `[batch]`, or each of its places, `[batch, d…]`.
  ///   - mask: Which places count: bool `[batch, d…]`.
  ///   - name: The operation's name.
  /// - Returns: A scalar.
  package func reduced(
    _ prediction: Output, _ target: Output, weights: Output? = nil, mask: Output? = nil,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try reducedParts(prediction, target, weights: weights, mask: mask, name: name).loss
  }

  /// The same with what the sum of the losses is divided by, which depends on weights or a mask; nil
  /// where that is the number of samples, or where it is not divided.
  package func reducedParts(
    _ prediction: Output, _ target: Output, weights: Output? = nil, mask: Output? = nil,
    name: String? = nil
  ) throws(GraphError) -> (loss: Output, divisor: Output?) {
    let graph = prediction.graph
    let losses = try call(prediction, target)
    let masks = try masks(of: losses, target, mask)
    let isMean = reduction == .mean || reduction == .sumOverBatchSize
    if weights == nil && masks.isEmpty {
      return try (
        reduction == .sum ? graph.sum(losses, name: name) : graph.mean(losses, name: name), nil
      )
    }
    var all: Output?
    if let weights {
      all = try graph.weights(weights, for: losses)
      if isMean && masks.isEmpty { return (try graph.mean(losses * all!, name: name), nil) }
    }
    let present = try graph.ones(where: masks, of: losses)
    if let present {
      all = try all.map { (own) throws(GraphError) in try own * present } ?? present
    }
    guard let all else { preconditionFailure("neither weights nor a mask") }
    let total = try graph.sum(losses * all, name: reduction == .sum ? name : nil)
    if reduction == .sum { return (total, nil) }
    let divisor = try graph.sum(isMean ? present ?? all : all)
    return (try graph.divideNoNan(total, divisor, name: name), divisor)
  }

  /// Adds the loss of each sample without any weights: the mean of those of its places that count.
  ///
  /// - Returns: `[batch]`; nil for a loss of the batch as a whole.
  func ofSamples(
    _ prediction: Output, _ target: Output, mask: Output?
  ) throws(GraphError) -> Output? {
    let graph = prediction.graph
    let losses = try call(prediction, target)
    if losses.shape.rank == 0 { return nil }
    let places = Array(1..<losses.shape.rank)
    let masks = try masks(of: losses, target, mask)
    guard let present = try graph.ones(where: masks, of: losses) else {
      return places.isEmpty ? losses : try graph.mean(losses, axes: places)
    }
    if places.isEmpty { return try losses * present }
    return try graph.divideNoNan(
      graph.sum(losses * present, axes: places), graph.sum(present, axes: places))
  }

  /// What says which of the losses count. A loss of whole sequences has no places that a mask of time
  /// steps could leave out.
  private func masks(
    of losses: Output, _ target: Output, _ mask: Output?
  ) throws(GraphError) -> [Output] {
    [mask, try self.mask(target)].compactMap { $0 }.filter {
      $0.shape.rank <= losses.shape.rank
    }
  }
}

extension Graph {
  /// 1 for each value that all masks let count, else 0; nil without masks.
  fileprivate func ones(
    where masks: [Output], of values: Output
  ) throws(GraphError) -> Output? {
    var present: Output?
    for mask in masks {
      let ones = try weights(cast(mask, to: values.dtype), for: values)
      present = try present.map { (own) throws(GraphError) in try own * ones } ?? ones
    }
    return present
  }

  /// Weights, of which `values` may have more axes, in the shape of the values.
  func weights(_ weights: Output, for values: Output) throws(GraphError) -> Output {
    let missing = values.shape.rank - weights.shape.rank
    if missing == 0 { return weights }
    // A loss of the batch as a whole counts as much as its samples do.
    if values.shape.rank == 0 { return try mean(weights) }
    var column = weights
    for _ in 0..<missing { column = try expandDims(column, axis: -1) }
    return try column * onesLike(values)
  }
}
