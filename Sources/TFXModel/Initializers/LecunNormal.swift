import TFXCore
import TFXGraph
import TFXOps

/// Truncated normal of variance 1 / fan_in. LeCun et al., 1998.
public struct LecunNormal: VarianceScaling {
  public static let kind = "LecunNormal"
  public static let aliases = ["lecun_normal"]

  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  static let isUniform = false
  static func variance(_ fans: Fans) -> Double { 1 / fans.fanIn }
}
