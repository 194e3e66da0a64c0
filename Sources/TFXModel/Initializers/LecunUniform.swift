import TFXCore
import TFXGraph
import TFXOps

/// Uniform within ±√(3 / fan_in). LeCun et al., 1998.
public struct LecunUniform: VarianceScaling {
  public static let kind = "LecunUniform"
  public static let aliases = ["lecun_uniform"]

  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  static let isUniform = true
  static func variance(_ fans: Fans) -> Double { 1 / fans.fanIn }
}
