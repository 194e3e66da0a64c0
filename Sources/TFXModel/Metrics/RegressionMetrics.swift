public import TFXCore
public import TFXGraph
import TFXOps

// Means that are not those of a loss.

/// √ of the mean of (y − t)².
///
/// As [Keras's RootMeanSquaredError](https://keras.io/api/metrics/regression_metrics/).
public struct RootMeanSquaredError: MeanMetric {
  public static let kind = "RootMeanSquaredError"
  public static let aliases = ["root_mean_squared_error", "rmse", "RMSE"]

  public let isHigherBetter = false

  public init() {}

  public func check(_ site: MetricSite) throws(MetricError) { try site.requireRows() }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    try MeanSquaredError().call(batch.output, batch.target)
  }

  public func result(mean: Double) -> Double { mean.squareRoot() }
}

/// The mean of ln cosh(y − t).
///
/// As [Keras's LogCoshError](https://keras.io/api/metrics/regression_metrics/#logcosherror-class).
public struct LogCoshError: MeanMetric {
  public static let kind = "LogCoshError"
  public static let aliases = ["logcosh", "log_cosh_error", "log_cosh"]

  public let isHigherBetter = false

  public init() {}

  public func check(_ site: MetricSite) throws(MetricError) { try site.requireRows() }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    try LogCosh().call(batch.output, batch.target)
  }
}

/// The mean of Σ t̂ · ŷ along an axis, where both have length 1: 1 for one direction.
///
/// As [Keras's CosineSimilarity](https://keras.io/api/metrics/regression_metrics/).
public struct CosineSimilarityMetric: AxisMetric {
  public static let kind = "CosineSimilarity"

  public let isHigherBetter = true
  public var axis = -1

  public init() {}

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    try CosineSimilarity.similarity(batch.output, batch.target, axis: axis)
  }
}

/// The mean of Pearson's correlation of prediction and target along an axis.
///
/// As Keras's PearsonCorrelation.
public struct PearsonCorrelation: AxisMetric {
  public static let kind = "PearsonCorrelation"

  public let isHigherBetter = true
  public var axis = -1

  public init() {}

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    let graph = batch.graph
    func standardized(_ x: Output) throws(GraphError) -> Output {
      let (mean, variance) = try graph.moments(x, axes: [axis], keepDims: true)
      return try (x - mean) / graph.sqrt(variance)
    }
    return try graph.mean(standardized(batch.target) * standardized(batch.output), axes: [axis])
  }
}

/// The mean of Lin's concordance correlation of prediction and target along an axis: how near pairs are
/// to the line of equal numbers.
///
/// As Keras's ConcordanceCorrelation.
public struct ConcordanceCorrelation: AxisMetric {
  public static let kind = "ConcordanceCorrelation"

  public let isHigherBetter = true
  public var axis = -1

  public init() {}

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    let graph = batch.graph
    let (y, t) = (batch.output, batch.target)
    let (mean, variance) = try graph.moments(y, axes: [axis], keepDims: true)
    let (targetMean, targetVariance) = try graph.moments(t, axes: [axis], keepDims: true)
    // Keras takes the prediction's mean off the target too: the mean of the product is the same.
    let products = try (t - mean) * (y - mean)
    let size = try variance + targetVariance + graph.squaredDifference(targetMean, mean)
    return try graph.mean(products * 2 / (size + kerasEpsilon), axes: [axis])
  }
}

/// A mean metric of vectors along an axis.
public protocol AxisMetric: MeanMetric {
  /// The axis of the vectors.
  var axis: Int { get set }
}

extension AxisMetric {
  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, in: .outputAxis, "the axis of the vectors that are compared")
  }

  public func check(_ site: MetricSite) throws(MetricError) {
    try site.requireRows()
    try site.requireAxis(axis)
  }
}

extension MetricSite {
  /// Throws unless outputs have an axis.
  func requireAxis(_ axis: Int) throws(MetricError) {
    let rank = output.shape.rank
    if !(1..<max(2, rank)).contains(axis < 0 ? axis + rank : axis) {
      throw MetricError(
        expected: "an axis \(axis) of outputs", found: "the last layer makes \(output.shape)",
        help: "axes of outputs are 1 to \(rank - 1), or -1 for the last")
    }
  }
}
