import TFXCore
public import TFXGraph
import TFXOps

/// √ of the mean of (y − t)².
public struct RootMeanSquaredError: MeanMetric {
  public static let kind = "RootMeanSquaredError"
  public static let aliases = ["root_mean_squared_error", "rmse", "RMSE"]

  public let name = "rmse"
  public let isHigherBetter = false

  public init() {}

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    try MeanSquaredError().call(batch.output, batch.target)
  }

  public func result(mean: Double) -> Double { mean.squareRoot() }
}
