import TFXCore
import TFXGraph
import TFXOps

/// Uniform within ±√(6 / fan_in). He et al., 2015.
public struct HeUniform: VarianceScaling {
  public static let kind = "HeUniform"
  public static let aliases = ["he_uniform"]

  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  static let isUniform = true
  static func variance(_ fans: Fans) -> Double { 2 / fans.fanIn }
}
