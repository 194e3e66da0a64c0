public import TFXCore
public import TFXGraph
import TFXOps

// Errors between numbers, of which a sample's loss is the mean along the last axis.

/// mean((y − t)²).
///
/// As [Keras's MeanSquaredError](https://keras.io/api/losses/regression_losses/).
public struct MeanSquaredError: Loss {
  public static let kind = "MeanSquaredError"
  public static let aliases = ["mean_squared_error", "mse", "MSE"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    return try graph.mean(try graph.squaredDifference(prediction, target), axes: [-1])
  }
}

/// mean(|y − t|).
///
/// As [Keras's MeanAbsoluteError](https://keras.io/api/losses/regression_losses/).
public struct MeanAbsoluteError: Loss {
  public static let kind = "MeanAbsoluteError"
  public static let aliases = ["mean_absolute_error", "mae", "MAE"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    return try graph.mean(try graph.abs(try graph.subtract(prediction, target)), axes: [-1])
  }
}

/// 100 · mean(|t − y| / max(|t|, 1e-7)).
///
/// As [Keras's MeanAbsolutePercentageError](https://keras.io/api/losses/regression_losses/).
public struct MeanAbsolutePercentageError: Loss {
  public static let kind = "MeanAbsolutePercentageError"
  public static let aliases = ["mean_absolute_percentage_error", "mape", "MAPE"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize

  public func isMade(for target: Double) -> Bool { target != 0 }
  public var usualTargets: String { "numbers other than 0, by which it divides" }

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let size = try graph.maximum(
      graph.abs(target), graph.constant(kerasEpsilon, target.dtype))
    return try graph.mean(graph.abs((target - prediction) / size), axes: [-1]) * 100
  }
}

/// mean((ln(1 + max(y, 1e-7)) − ln(1 + max(t, 1e-7)))²).
///
/// As [Keras's MeanSquaredLogarithmicError](https://keras.io/api/losses/regression_losses/).
public struct MeanSquaredLogarithmicError: Loss {
  public static let kind = "MeanSquaredLogarithmicError"
  public static let aliases = ["mean_squared_logarithmic_error", "msle", "MSLE"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize

  public func isMade(for target: Double) -> Bool { target >= 0 }
  public var usualTargets: String { "numbers from 0, and takes others for 0" }

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let epsilon = try graph.constant(kerasEpsilon, prediction.dtype)
    let first = try graph.log1p(graph.maximum(prediction, epsilon))
    let second = try graph.log1p(graph.maximum(target, epsilon))
    return try graph.mean(graph.squaredDifference(first, second), axes: [-1])
  }
}

/// mean(ln cosh(y − t)): nearly ½ e² for small errors, |e| − ln 2 for large ones.
///
/// As [Keras's LogCosh](https://keras.io/api/losses/regression_losses/#logcosh-class).
public struct LogCosh: Loss {
  public static let kind = "LogCosh"
  public static let aliases = ["log_cosh", "logcosh"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let error = try prediction - target
    // 0.6931… is ln 2.
    let logarithm = try error + graph.softplus(error * -2) - 0.6931471805599453
    return try graph.mean(logarithm, axes: [-1])
  }
}

/// mean(max(q · e, (q − 1) · e)), e = t − y: the pinball loss, whose least value is at the quantile
/// q of the targets. Koenker and Bassett, Regression Quantiles, 1978.
public struct Quantile: Loss {
  public static let kind = "Quantile"
  public static let aliases = ["quantile", "pinball"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize
  /// q: the part of the targets that should lie below the prediction.
  public var quantile = 0.5

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "quantile", &quantile, in: .between(0, 1),
      "the part of the targets that should lie below the prediction")
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let error = try target - prediction
    return try graph.mean(
      graph.maximum(error * quantile, error * (quantile - 1)), axes: [-1])
  }
}
