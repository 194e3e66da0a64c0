public import TFXCore
public import TFXGraph
import TFXOps

/// A metric that is the mean of a value of each sample, or what becomes of that mean.
public protocol MeanMetric: Metric {
  /// Adds the operations that compute the value of each sample, or of each of its places:
  /// `[batch, d…]`.
  func values(_ batch: MetricBatch) throws(GraphError) -> Output

  /// Which of the values count: bool in the shape of the values; nil if all do. As in Keras, it is
  /// only asked for where samples have weights.
  func mask(_ batch: MetricBatch) throws(GraphError) -> Output?

  /// The metric, given the mean of all samples' values.
  func result(mean: Double) -> Double
}

extension MeanMetric {
  public mutating func fields(_ f: inout some FieldVisitor) {}

  public func mask(_ batch: MetricBatch) throws(GraphError) -> Output? { nil }

  public func result(mean: Double) -> Double { mean }

  public func states(for output: Output) -> [MetricState] {
    [MetricState("total"), MetricState("count")]
  }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    let graph = batch.graph
    let values = try values(batch)
    guard var weights = try batch.weights(for: values) else {
      try batch.add(try graph.sum(values), to: 0)
      return try batch.add(try graph.size(of: values), to: 1)
    }
    if let mask = try mask(batch) { weights = try weights * graph.cast(mask, to: weights.dtype) }
    try batch.add(try graph.sum(try graph.multiply(values, weights)), to: 0)
    try batch.add(try graph.sum(weights), to: 1)
  }

  public func result(_ states: [[Double]]) -> Double {
    let (total, count) = (states[0][0], states[1][0])
    return result(mean: count == 0 ? 0 : total / count)
  }
}
