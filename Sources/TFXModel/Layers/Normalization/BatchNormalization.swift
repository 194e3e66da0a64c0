public import TFXCore
public import TFXGraph
import TFXOps

/// y = gamma · (x − mean) / √(variance + ε) + beta over the last axis, with the batch's mean and
/// variance in training and their moving averages otherwise.
/// [batch, …, channels] → [batch, …, channels]
///
/// Ioffe and Szegedy, 2015, as
/// [Keras's](https://keras.io/api/layers/normalization_layers/batch_normalization/).
public struct BatchNormalization: Layer {
  public static let kind = "BatchNormalization"

  /// How much of the moving averages stays at each step.
  public var momentum = 0.99
  /// Added to the variance.
  public var epsilon = 0.001
  /// Whether beta is added.
  public var center = true
  /// Whether gamma multiplies.
  public var scale = true
  /// Beta, `[channels]`.
  public var beta = WeightOptions(Zeros())
  /// Gamma, `[channels]`.
  public var gamma = WeightOptions(Ones())
  /// First value of the moving mean.
  public var movingMeanInitializer = InitializerField(Zeros())
  /// First value of the moving variance.
  public var movingVarianceInitializer = InitializerField(Ones())

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "momentum", &momentum, in: .from(0, to: 1), "how much of the moving averages stays")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the variance")
    f.optional("center", &center, "whether beta is added")
    f.optional("scale", &scale, "whether gamma multiplies")
    beta.fields(&f, "beta", noun: "beta")
    gamma.fields(&f, "gamma", noun: "gamma")
    f.optional(
      "moving_mean_initializer", &movingMeanInitializer, "first value of the moving mean")
    f.optional(
      "moving_variance_initializer", &movingVarianceInitializer,
      "first value of the moving variance")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let shape: Shape = [try input.requireFeatures()]
    var weights: [WeightSpec] = []
    if scale { weights.append(gamma.weight("gamma", shape)) }
    if center { weights.append(beta.weight("beta", shape)) }
    return weights + [
      WeightSpec("moving_mean", shape, movingMeanInitializer.value, isTrainable: false),
      WeightSpec("moving_variance", shape, movingVarianceInitializer.value, isTrainable: false),
    ]
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let channels: Shape = [x.shape[-1]]
    let gamma = scale ? context.weight("gamma") : try graph.fill(channels, 1, x.dtype)
    let beta = center ? context.weight("beta") : try graph.fill(channels, 0, x.dtype)
    let mean = context.weight("moving_mean")
    let variance = context.weight("moving_variance")
    // As in Keras, what is not trained normalizes by what it has seen.
    let isTraining = context.isTraining && context.isTrainable
    let normalized = try graph.fusedBatchNorm(
      x, scale: gamma, offset: beta, mean: mean, variance: variance, epsilon: epsilon,
      isTraining: isTraining)
    if isTraining {
      try update("moving_mean", from: mean, towards: normalized.batchMean, &context)
      try update("moving_variance", from: variance, towards: normalized.batchVariance, &context)
    }
    return normalized.y
  }

  /// moving ← moving · momentum + batch · (1 − momentum).
  private func update(
    _ name: String, from moving: Output, towards batch: Output, _ context: inout LayerContext
  ) throws(GraphError) {
    let graph = moving.graph
    let kept = try graph.multiply(moving, try graph.constant(momentum, moving.dtype))
    let added = try graph.multiply(
      try graph.stopGradient(batch), try graph.constant(1 - momentum, moving.dtype))
    try context.update(name, to: try graph.add(kept, added))
  }
}
