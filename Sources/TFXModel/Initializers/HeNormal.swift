import TFXCore
import TFXGraph
import TFXOps

/// Truncated normal of variance 2 / fan_in. He et al., 2015.
public struct HeNormal: VarianceScaling {
  public static let kind = "HeNormal"
  public static let aliases = ["he_normal"]

  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  static let isUniform = false
  static func variance(_ fans: Fans) -> Double { 2 / fans.fanIn }
}
