public import TFXCore
public import TFXGraph
import TFXOps

/// The part of what is predicted that is so: true positives / (true + false positives); 0 if nothing
/// is predicted. What has a probability above the threshold is predicted.
///
/// As [Keras's Precision](https://keras.io/api/metrics/classification_metrics/#precision-class).
public struct Precision: Metric {
  public static let kind = "Precision"
  public static let aliases = ["precision"]

  public let name = "precision"
  public let isHigherBetter = true

  /// The probability above which something is predicted.
  public var thresholds = 0.5
  /// The output that it is about; all of them if nil.
  public var classID: Int?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "thresholds", &thresholds, in: .from(0, to: 1),
      "probability above which something is predicted")
    f.optional(
      "class_id", &classID, in: Limits.atLeast(0).orNone,
      "the output that it is about, from 0; all if left out")
  }

  public func states(for output: Output) -> [MetricState] {
    [MetricState("true_positives"), MetricState("false_positives")]
  }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    let graph = batch.graph
    let prediction = try column(try batch.prediction())
    let dtype = prediction.dtype
    let isPredicted = try graph.greater(prediction, try graph.constant(thresholds, dtype))
    var predicted = try graph.cast(isPredicted, to: dtype)
    if let weights = batch.weights {
      predicted = try predicted * graph.reshape(weights, to: [Shape.unknown, 1])
    }
    let target = try column(try batch.targetRows())
    let isTrue = try graph.notEqual(target, try graph.constant(0, target.dtype))
    let hits = try predicted * graph.cast(isTrue, to: dtype)
    try batch.add(try graph.sum(hits), to: 0)
    try batch.add(try graph.sum(predicted - hits), to: 1)
  }

  public func result(_ states: [[Double]]) -> Double {
    let (hits, misses) = (states[0][0], states[1][0])
    return hits + misses == 0 ? 0 : hits / (hits + misses)
  }

  /// The column of the class that it is about.
  private func column(_ rows: Output) throws(GraphError) -> Output {
    guard let classID else { return rows }
    let width = rows.shape[-1]
    if classID >= width {
      throw .invalid(
        op: kind, node: name,
        ShapeError("class_id", expected: "below \(width), the outputs", found: "\(classID)"))
    }
    return try rows.graph.slice(rows, begin: [0, classID], size: [-1, 1])
  }
}
