public import TFXCore
public import TFXGraph
import TFXOps

/// Random values of variance scale / fan, where the fan is how many inputs or outputs a weight
/// connects.
///
/// As [Keras's VarianceScaling](https://keras.io/api/layers/initializers/).
public struct VarianceScaling: ScaledInitializer {
  public static let kind = "VarianceScaling"
  public static let aliases = ["variance_scaling"]

  /// What the variance is multiplied by.
  public var scale = 1.0
  /// What the variance is divided by.
  public var mode = FanMode.fanIn
  /// What the values are drawn from.
  public var distribution = ScaledDistribution.truncatedNormal
  /// The seed; the model's if nil.
  public var seed: UInt64?
  /// Which axes of a weight are those of its inputs and outputs, if not its last two.
  public var axes: FanAxes?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("scale", &scale, in: .moreThan(0), "what the variance is multiplied by")
    f.optional("mode", &mode, "what it is divided by: inputs, outputs or their mean")
    f.optional("distribution", &distribution, "what the values are drawn from")
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public var scaling: VarianceScaling { self }
}

/// What an initializer divides the variance by.
public enum FanMode: String, Choice {
  case fanIn = "fan_in"
  case fanOut = "fan_out"
  case fanAvg = "fan_avg"
}

/// What an initializer of a given variance draws from.
public enum ScaledDistribution: String, Choice {
  case truncatedNormal = "truncated_normal"
  case untruncatedNormal = "untruncated_normal"
  case uniform
}

/// The axes of a weight that are those of its inputs, and those of its outputs.
public struct FanAxes: Sendable {
  var inputs: [Int]
  var outputs: [Int]
}

/// An initializer that is a ``VarianceScaling`` of some arguments.
public protocol ScaledInitializer: Initializer {
  /// The seed; the model's if nil.
  var seed: UInt64? { get set }
  /// Which axes of a weight are those of its inputs and outputs, if not its last two.
  var axes: FanAxes? { get set }
  /// The same with all arguments.
  var scaling: VarianceScaling { get }
}

extension ScaledInitializer {
  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func connecting(inputs: [Int], outputs: [Int]) -> any Initializer {
    var copy = self
    copy.axes = FanAxes(inputs: inputs, outputs: outputs)
    return copy
  }

  fileprivate func scaling(
    _ scale: Double, _ mode: FanMode, _ distribution: ScaledDistribution
  ) -> VarianceScaling {
    var scaling = VarianceScaling()
    scaling.scale = scale
    scaling.mode = mode
    scaling.distribution = distribution
    scaling.seed = seed
    scaling.axes = axes
    return scaling
  }

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    let scaling = scaling
    let variance = scaling.scale / max(1, Fans(spec.shape, axes)[scaling.mode])
    let deviation = variance.squareRoot()
    switch scaling.distribution {
    case .uniform:
      let limit = (3 * variance).squareRoot()
      return try graph.randomUniform(
        spec.shape, minimum: -limit, maximum: limit, spec.dtype, seed: seed)
    case .truncatedNormal:
      // The standard deviation of a normal distribution that is cut off at 2 of them.
      let cut = 0.87962566103423978
      return try graph.truncatedNormal(
        spec.shape, standardDeviation: deviation / cut, spec.dtype, seed: seed)
    case .untruncatedNormal:
      return try graph.randomNormal(
        spec.shape, standardDeviation: deviation, spec.dtype, seed: seed)
    }
  }
}

/// How many inputs and outputs a weight connects: Keras's `compute_fans`.
private struct Fans {
  let fanIn: Double
  let fanOut: Double

  init(_ shape: Shape, _ axes: FanAxes?) {
    let dimensions = shape.dimensions.map(Double.init)
    if let axes {
      fanIn = axes.inputs.map { dimensions[$0] }.reduce(1, *)
      fanOut = axes.outputs.map { dimensions[$0] }.reduce(1, *)
      return
    }
    switch dimensions.count {
    case 0: (fanIn, fanOut) = (1, 1)
    case 1: (fanIn, fanOut) = (dimensions[0], dimensions[0])
    default:
      let window = dimensions.dropLast(2).reduce(1, *)
      fanIn = dimensions[dimensions.count - 2] * window
      fanOut = dimensions[dimensions.count - 1] * window
    }
  }

  subscript(mode: FanMode) -> Double {
    switch mode {
    case .fanIn: fanIn
    case .fanOut: fanOut
    case .fanAvg: (fanIn + fanOut) / 2
    }
  }
}

/// Uniform within ±√(6 / (fan_in + fan_out)). Glorot and Bengio, 2010.
public struct GlorotUniform: ScaledInitializer {
  public static let kind = "GlorotUniform"
  public static let aliases = ["glorot_uniform"]

  /// The seed; the model's if nil.
  public var seed: UInt64?
  /// Which axes of a weight are those of its inputs and outputs, if not its last two.
  public var axes: FanAxes?

  public init() {}

  public var scaling: VarianceScaling { scaling(1, .fanAvg, .uniform) }
}

/// Truncated normal of variance 2 / (fan_in + fan_out). Glorot and Bengio, 2010.
public struct GlorotNormal: ScaledInitializer {
  public static let kind = "GlorotNormal"
  public static let aliases = ["glorot_normal"]

  /// The seed; the model's if nil.
  public var seed: UInt64?
  /// Which axes of a weight are those of its inputs and outputs, if not its last two.
  public var axes: FanAxes?

  public init() {}

  public var scaling: VarianceScaling { scaling(1, .fanAvg, .truncatedNormal) }
}

/// Uniform within ±√(6 / fan_in). He et al., 2015.
public struct HeUniform: ScaledInitializer {
  public static let kind = "HeUniform"
  public static let aliases = ["he_uniform"]

  /// The seed; the model's if nil.
  public var seed: UInt64?
  /// Which axes of a weight are those of its inputs and outputs, if not its last two.
  public var axes: FanAxes?

  public init() {}

  public var scaling: VarianceScaling { scaling(2, .fanIn, .uniform) }
}

/// Truncated normal of variance 2 / fan_in. He et al., 2015.
public struct HeNormal: ScaledInitializer {
  public static let kind = "HeNormal"
  public static let aliases = ["he_normal"]

  /// The seed; the model's if nil.
  public var seed: UInt64?
  /// Which axes of a weight are those of its inputs and outputs, if not its last two.
  public var axes: FanAxes?

  public init() {}

  public var scaling: VarianceScaling { scaling(2, .fanIn, .truncatedNormal) }
}

/// Uniform within ±√(3 / fan_in). LeCun et al., 1998.
public struct LecunUniform: ScaledInitializer {
  public static let kind = "LecunUniform"
  public static let aliases = ["lecun_uniform"]

  /// The seed; the model's if nil.
  public var seed: UInt64?
  /// Which axes of a weight are those of its inputs and outputs, if not its last two.
  public var axes: FanAxes?

  public init() {}

  public var scaling: VarianceScaling { scaling(1, .fanIn, .uniform) }
}

/// Truncated normal of variance 1 / fan_in. LeCun et al., 1998.
public struct LecunNormal: ScaledInitializer {
  public static let kind = "LecunNormal"
  public static let aliases = ["lecun_normal"]

  /// The seed; the model's if nil.
  public var seed: UInt64?
  /// Which axes of a weight are those of its inputs and outputs, if not its last two.
  public var axes: FanAxes?

  public init() {}

  public var scaling: VarianceScaling { scaling(1, .fanIn, .truncatedNormal) }
}
