public import TFXCore
public import TFXGraph
import TFXOps

// Losses between distributions and their parameters.

/// Σ t · ln(t / y) along the last axis, with both kept from 1e-7 to 1: the Kullback–Leibler divergence
/// of the prediction from the target.
///
/// As [Keras's KLDivergence](https://keras.io/api/losses/probabilistic_losses/#kldivergence-class).
public struct KLDivergence: Loss {
  public static let kind = "KLDivergence"
  public static let aliases = [
    "kl_divergence", "kld", "KLD", "kullback_leibler_divergence",
  ]

  public let target = TargetKind.numbers
  public let isOfProbabilities = true
  public var reduction = BatchReduction.sumOverBatchSize

  public func isMade(for target: Double) -> Bool { (0...1).contains(target) }
  public var usualTargets: String { "probabilities from 0 to 1" }

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let y = try graph.clipByValue(prediction, min: kerasEpsilon, max: 1)
    let t = try graph.clipByValue(target, min: kerasEpsilon, max: 1)
    return try graph.sum(t * graph.log(t / y), axes: [-1])
  }
}

/// mean(y − t · ln(y + 1e-7)) along the last axis: for counts t whose expectation is y.
///
/// As [Keras's Poisson](https://keras.io/api/losses/probabilistic_losses/#poisson-class).
public struct Poisson: Loss {
  public static let kind = "Poisson"
  public static let aliases = ["poisson"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize

  public func isMade(for target: Double) -> Bool { target >= 0 }
  public var usualTargets: String { "counts from 0" }

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let logarithm = try graph.log(prediction + kerasEpsilon)
    return try graph.mean(prediction - target * logarithm, axes: [-1])
  }
}
