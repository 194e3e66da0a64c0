public import TFXCore
public import TFXGraph
import TFXOps

/// mean((y − t)²) over a sample's outputs.
public struct MeanSquaredError: Loss {
  public static let kind = "MeanSquaredError"
  public static let aliases = ["mean_squared_error", "mse", "MSE"]

  public let target = TargetKind.numbers

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    return try graph.mean(try graph.squaredDifference(prediction, target), axes: [-1])
  }
}
