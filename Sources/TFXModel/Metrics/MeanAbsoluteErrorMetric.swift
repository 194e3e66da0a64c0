import TFXCore
public import TFXGraph
import TFXOps

/// The mean of |y − t|.
public struct MeanAbsoluteErrorMetric: Metric {
  public static let kind = "MeanAbsoluteError"
  public static let aliases = ["mean_absolute_error", "mae", "MAE"]

  public let name = "mae"

  public init() {}

  public func call(
    _ prediction: Output, _ target: Output, _ loss: any Loss
  ) throws(GraphError) -> Output {
    try MeanAbsoluteError().call(prediction, target)
  }
}
