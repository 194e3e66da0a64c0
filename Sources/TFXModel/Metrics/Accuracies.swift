public import TFXCore
public import TFXGraph
import TFXOps

// The part of what is predicted rightly.

/// The part of the samples whose class is predicted: Keras's binary, categorical or sparse
/// categorical accuracy, whichever fits the loss.
public struct Accuracy: MeanMetric {
  public static let kind = "Accuracy"
  public static let aliases = ["accuracy", "acc"]
  public static let columnAliases = ["accuracy"]

  public let isHigherBetter = true

  public init() {}

  public func check(_ site: MetricSite) throws(MetricError) {
    try site.requireRowsOrClassNumbers()
  }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    // As Keras goes by the shapes: several outputs are classes for a loss on numbers too.
    let isOneHot = batch.loss.target != .classIndices && batch.output.shape[-1] > 1
    switch isOneHot && batch.loss.target == .numbers ? .oneHotClasses : batch.loss.target {
    case .classIndices: return try SparseCategoricalAccuracy().values(batch)
    case .oneHotClasses: return try CategoricalAccuracy().values(batch)
    case .binary, .numbers: return try BinaryAccuracy().values(batch)
    }
  }
}

/// The part of the outputs that are on the side of a threshold where their target, 0 or 1, is.
///
/// As [Keras's BinaryAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
public struct BinaryAccuracy: MeanMetric {
  public static let kind = "BinaryAccuracy"

  public let isHigherBetter = true
  /// The probability above which 1 is predicted.
  public var threshold = 0.5

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "threshold", &threshold, in: .from(0, to: 1), "probability above which 1 is predicted")
  }

  public func check(_ site: MetricSite) throws(MetricError) { try site.requireRows() }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    let graph = batch.graph
    // A probability of ½ is a logit of 0, which needs no sigmoid.
    let isLogit = batch.loss.fromLogits && threshold == 0.5
    let prediction = isLogit ? batch.output : try batch.prediction()
    let limit = try graph.constant(isLogit ? 0 : threshold, prediction.dtype)
    let predicted = try graph.cast(graph.greater(prediction, limit), to: prediction.dtype)
    let hits = try graph.cast(graph.equal(predicted, batch.target), to: prediction.dtype)
    return try graph.mean(hits, axes: [-1])
  }
}

/// The part of the samples, or of their places, whose greatest output is where that of the target row
/// is.
///
/// As [Keras's CategoricalAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
public struct CategoricalAccuracy: MeanMetric {
  public static let kind = "CategoricalAccuracy"

  public let isHigherBetter = true

  public init() {}

  public func check(_ site: MetricSite) throws(MetricError) { try site.requireClassRows() }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    let graph = batch.graph
    let predicted = try graph.argMax(batch.output, axis: -1)
    let wanted = try graph.argMax(batch.target, axis: -1)
    return try graph.cast(try graph.equal(predicted, wanted), to: batch.output.dtype)
  }
}

/// The part of the samples, or of their places, whose greatest output is that of the target class.
///
/// As [Keras's SparseCategoricalAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
public struct SparseCategoricalAccuracy: MeanMetric {
  public static let kind = "SparseCategoricalAccuracy"

  public let isHigherBetter = true

  public init() {}

  public func check(_ site: MetricSite) throws(MetricError) { try site.requireClassNumbers() }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    let graph = batch.graph
    let predicted = try graph.argMax(batch.output, axis: -1)
    let wanted = try graph.cast(batch.target, to: .int64)
    return try graph.cast(try graph.equal(predicted, wanted), to: batch.output.dtype)
  }
}

/// The part of the samples, or of their places, of which the class in the target row is among the k
/// greatest outputs.
///
/// As [Keras's TopKCategoricalAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
public struct TopKCategoricalAccuracy: MeanMetric {
  public static let kind = "TopKCategoricalAccuracy"

  public let isHigherBetter = true
  /// How many of the greatest outputs count.
  public var k = 5

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) { f.greatest(&k) }

  public func check(_ site: MetricSite) throws(MetricError) { try site.requireClassRows() }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    try batch.hits(try batch.graph.argMax(batch.target, axis: -1), k: k)
  }
}

/// The part of the samples, or of their places, of which the target class is among the k greatest
/// outputs.
///
/// As [Keras's SparseTopKCategoricalAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
public struct SparseTopKCategoricalAccuracy: MeanMetric {
  public static let kind = "SparseTopKCategoricalAccuracy"

  public let isHigherBetter = true
  /// How many of the greatest outputs count.
  public var k = 5

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) { f.greatest(&k) }

  public func check(_ site: MetricSite) throws(MetricError) { try site.requireClassNumbers() }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    try batch.hits(batch.target, k: k)
  }
}

extension FieldVisitor {
  fileprivate mutating func greatest(_ k: inout Int) {
    optional("k", &k, in: .atLeast(1), "how many of the greatest outputs count")
  }
}

extension MetricBatch {
  /// 1 where the output of the class is among the k greatest, else 0.
  fileprivate func hits(_ classes: Output, k: Int) throws(GraphError) -> Output {
    let rows = try graph.reshape(output, to: [Shape.unknown, output.shape[-1]])
    let hits = try graph.inTopK(
      predictions: rows, targets: graph.reshape(classes, to: [Shape.unknown]), k: k)
    return try graph.reshapeLike(graph.cast(hits, to: output.dtype), classes)
  }
}
