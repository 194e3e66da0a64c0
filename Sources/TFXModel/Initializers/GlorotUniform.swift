import TFXCore
import TFXGraph
import TFXOps

/// Uniform within ±√(6 / (fan_in + fan_out)). Glorot and Bengio, 2010.
public struct GlorotUniform: VarianceScaling {
  public static let kind = "GlorotUniform"
  public static let aliases = ["glorot_uniform"]

  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  static let isUniform = true
  static func variance(_ fans: Fans) -> Double { 1 / fans.mean }
}
