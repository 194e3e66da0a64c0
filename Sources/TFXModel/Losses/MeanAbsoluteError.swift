public import TFXCore
public import TFXGraph
import TFXOps

/// mean(|y − t|) over a sample's outputs.
public struct MeanAbsoluteError: Loss {
  public static let kind = "MeanAbsoluteError"
  public static let aliases = ["mean_absolute_error", "mae", "MAE"]

  public let target = TargetKind.numbers

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    return try graph.mean(try graph.abs(try graph.subtract(prediction, target)), axes: [-1])
  }
}
