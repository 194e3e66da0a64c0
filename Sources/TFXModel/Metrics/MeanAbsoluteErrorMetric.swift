import TFXCore
public import TFXGraph
import TFXOps

/// The mean of |y − t|.
public struct MeanAbsoluteErrorMetric: MeanMetric {
  public static let kind = "MeanAbsoluteError"
  public static let aliases = ["mean_absolute_error", "mae", "MAE"]

  public let name = "mae"
  public let isHigherBetter = false

  public init() {}

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    try MeanAbsoluteError().call(batch.output, batch.target)
  }
}
