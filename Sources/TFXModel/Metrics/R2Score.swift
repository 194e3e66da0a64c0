public import TFXCore
public import TFXGraph
import TFXOps

/// R² = 1 − Σ (t − y)² / Σ (t − t̄)² of each output, and their mean: 1 for what is predicted exactly, 0
/// for what the mean of the targets would predict.
///
/// As [Keras's R2Score](https://keras.io/api/metrics/regression_metrics/#r2score-class).
public struct R2Score: Metric {
  public static let kind = "R2Score"
  public static let aliases = ["r2_score"]

  /// How the scores of several outputs become one number.
  public enum Aggregation: String, Choice {
    case uniformAverage = "uniform_average"
    case varianceWeightedAverage = "variance_weighted_average"
  }

  public let isHigherBetter = true
  /// How the scores of several outputs become one number.
  public var classAggregation = Aggregation.uniformAverage
  /// The number of independent variables, for the adjusted score; 0 for the score itself.
  public var regressorCount = 0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "class_aggregation", &classAggregation, "how the scores of several outputs become one")
    f.optional(
      "num_regressors", &regressorCount, in: .atLeast(0),
      "number of independent variables, for the adjusted score; 0 for the score itself")
  }

  public func check(_ site: MetricSite) throws(MetricError) {
    try site.requireRows()
    if site.output.shape.rank != 2 {
      throw MetricError(
        expected: "outputs [batch, outputs]", found: "the last layer makes \(site.output.shape)")
    }
  }

  public func states(for output: Output) -> [MetricState] {
    let columns: Shape = [output.shape[-1]]
    return ["sum", "squared_sum", "residual", "count"].map { MetricState($0, columns) }
      + [MetricState("num_samples")]
  }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    let graph = batch.graph
    // Sums of squares are large beside what is left of them.
    let target = try graph.cast(batch.target, to: .float64)
    let error = try target - graph.cast(batch.output, to: .float64)
    var weights = try graph.onesLike(target)
    if let own = try batch.weights(for: batch.target) {
      weights = try graph.cast(own, to: .float64)
    }
    let weighted = try target * weights
    try batch.add(graph.sum(weighted, axes: [0]), to: 0)
    try batch.add(graph.sum(target * weighted, axes: [0]), to: 1)
    try batch.add(graph.sum(graph.square(error) * weights, axes: [0]), to: 2)
    try batch.add(graph.sum(weights, axes: [0]), to: 3)
    try batch.add(graph.size(of: target), to: 4)
  }

  public func result(_ states: [[Double]]) -> Double {
    let elements = states[4][0]
    if elements == 0 { return 0 }
    var (scores, totals): ([Double], [Double]) = ([], [])
    for column in states[0].indices {
      let (sum, squares, residual, count) =
        (states[0][column], states[1][column], states[2][column], states[3][column])
      let total = squares - sum * (sum / count)
      let score = 1 - residual / total
      scores.append(score.isInfinite ? 0 : score)
      totals.append(total)
    }
    let score =
      switch classAggregation {
      case .uniformAverage: scores.reduce(0, +) / Double(scores.count)
      case .varianceWeightedAverage:
        zip(scores, totals).map { $0 * $1 }.reduce(0, +) / totals.reduce(0, +)
      }
    // Keras counts every output of a sample here. With too few, there is nothing to adjust by.
    let regressors = Double(regressorCount)
    if regressorCount == 0 || regressors >= elements - 1 { return score }
    return 1 - (1 - score) * (elements - 1) / (elements - regressors - 1)
  }
}
