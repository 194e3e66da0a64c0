import TFXCore
public import TFXGraph
import TFXOps

/// The mean of (y − t)².
public struct MeanSquaredErrorMetric: MeanMetric {
  public static let kind = "MeanSquaredError"
  public static let aliases = ["mean_squared_error", "mse", "MSE"]

  public let name = "mse"
  public let isHigherBetter = false

  public init() {}

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    try MeanSquaredError().call(batch.output, batch.target)
  }
}
