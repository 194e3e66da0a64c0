import TFXCore
public import TFXGraph
import TFXOps

/// √ of the mean of (y − t)².
public struct RootMeanSquaredError: Metric {
  public static let kind = "RootMeanSquaredError"
  public static let aliases = ["root_mean_squared_error", "rmse", "RMSE"]

  public let name = "rmse"

  public init() {}

  public func call(
    _ prediction: Output, _ target: Output, _ loss: any Loss
  ) throws(GraphError) -> Output {
    try MeanSquaredError().call(prediction, target)
  }

  public func result(mean: Double) -> Double { mean.squareRoot() }
}
