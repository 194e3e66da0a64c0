import TFXCore
import TFXGraph
import TFXOps

/// Truncated normal of variance 2 / (fan_in + fan_out). Glorot and Bengio, 2010.
public struct GlorotNormal: VarianceScaling {
  public static let kind = "GlorotNormal"
  public static let aliases = ["glorot_normal"]

  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  static let isUniform = false
  static func variance(_ fans: Fans) -> Double { 1 / fans.mean }
}
