import TFXCore
public import TFXGraph
import TFXOps

/// The mean of (y − t)².
public struct MeanSquaredErrorMetric: Metric {
  public static let kind = "MeanSquaredError"
  public static let aliases = ["mean_squared_error", "mse", "MSE"]

  public let name = "mse"

  public init() {}

  public func call(
    _ prediction: Output, _ target: Output, _ loss: any Loss
  ) throws(GraphError) -> Output {
    try MeanSquaredError().call(prediction, target)
  }
}
