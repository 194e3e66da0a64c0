public import TFXCore
public import TFXGraph
import TFXOps

/// y = gamma · (x − mean) / √(variance + ε) + beta for each channel, with the batch's mean and
/// variance in training and their moving averages otherwise; time steps that a mask leaves out don't
/// count.   [batch, …, channels] → [batch, …, channels]
///
/// Ioffe and Szegedy, 2015, as
/// [Keras's](https://keras.io/api/layers/normalization_layers/batch_normalization/).
public struct BatchNormalization: Layer {
  public static let kind = "BatchNormalization"

  /// The axis of the channels.
  public var axis = -1
  /// How much of the moving averages stays at each step.
  public var momentum = 0.99
  /// Added to the variance.
  public var epsilon = 0.001
  /// Gamma and beta, `[channels]`.
  public var affine = ScaleAndOffset()
  /// First value of the moving mean.
  public var movingMeanInitializer = InitializerField(Zeros())
  /// First value of the moving variance.
  public var movingVarianceInitializer = InitializerField(Ones())
  /// Whether the shards of a batch, on one rank or several, share mean and variance.
  public var synchronized = false

  public var passesMask: Bool { true }
  public var scalesInputs: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "axis of the channels")
    f.optional(
      "momentum", &momentum, in: .from(0, to: 1), "how much of the moving averages stays")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the variance")
    affine.fields(&f)
    f.optional(
      "moving_mean_initializer", &movingMeanInitializer, "first value of the moving mean")
    f.optional(
      "moving_variance_initializer", &movingVarianceInitializer,
      "first value of the moving variance")
    f.optional(
      "synchronized", &synchronized,
      "whether the shards of a batch, on one rank or several, share mean and variance")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let shape: Shape = [try input.requireExtent(ofAxis: axis)]
    return affine.weights(shape) + [
      WeightSpec("moving_mean", shape, movingMeanInitializer.value, isTrainable: false),
      WeightSpec("moving_variance", shape, movingVarianceInitializer.value, isTrainable: false),
    ]
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let x = inputs[0].output
    let last = x.shape.rank - 1
    let axis = axis < 0 ? axis + x.shape.rank : axis
    if axis != last {
      // The operation works along the last axis, so that this one is swapped there and back.
      var permutation = Array(0...last)
      permutation.swapAt(axis, last)
      let y = try normalize(try x.graph.transpose(x, permutation), nil, &context)
      return LayerValue(try x.graph.transpose(y, permutation), mask: inputs[0].mask)
    }
    return LayerValue(try normalize(x, inputs[0].mask, &context), mask: inputs[0].mask)
  }

  /// The maths, along the last axis.
  private func normalize(
    _ x: Output, _ mask: Output?, _ context: inout LayerContext
  ) throws(GraphError) -> Output {
    let graph = x.graph
    let mean = context.weight("moving_mean")
    let variance = context.weight("moving_variance")
    // As in Keras, what is not trained normalizes by what it has seen.
    let isTraining = context.isTraining && context.isTrainable
    let mask = mask?.shape.rank == x.shape.rank - 1 ? mask : nil
    let isTogether = context.batchCut.synchronizes(synchronized)
    if isTraining, isTogether || mask != nil {
      let batch = try moments(x, mask, isTogether: isTogether)
      try update("moving_mean", from: mean, towards: batch.mean, &context)
      try update("moving_variance", from: variance, towards: batch.variance, &context)
      let normalized = try (x - batch.mean) * graph.rsqrt(batch.variance + epsilon)
      return try affine(normalized, context)
    }
    let channels: Shape = [x.shape[-1]]
    let gamma = affine.scale ? context.weight("gamma") : try graph.fill(channels, 1, x.dtype)
    let beta = affine.center ? context.weight("beta") : try graph.fill(channels, 0, x.dtype)
    let normalized = try graph.fusedBatchNorm(
      x, scale: gamma, offset: beta, mean: mean, variance: variance, epsilon: epsilon,
      isTraining: isTraining)
    if isTraining {
      try update("moving_mean", from: mean, towards: normalized.batchMean, &context)
      try update("moving_variance", from: variance, towards: normalized.batchVariance, &context)
    }
    return normalized.y
  }

  /// The mean and the variance of what a mask leaves in, in this shard or in all of a batch. The variance
  /// takes sums of its own: of sums of squares little would be left where the mean is large.
  private func moments(
    _ x: Output, _ mask: Output?, isTogether: Bool
  ) throws(GraphError) -> (mean: Output, variance: Output) {
    let graph = x.graph
    let (axes, channels) = (Array(0..<x.shape.rank - 1), x.shape[-1])
    let isCounted = try mask.map { (mask) throws(GraphError) in try graph.expandDims(mask, axis: -1)
    }
    func counted(_ x: Output) throws(GraphError) -> Output {
      guard let isCounted else { return x }
      return try graph.select(isCounted, x, try graph.zerosLike(x))
    }
    var sum = try graph.sum(try counted(x), axes: axes)
    var count =
      if let isCounted {
        try graph.sum(try graph.cast(isCounted, to: x.dtype))
      } else {
        try graph.cast(try graph.size(of: x), to: x.dtype) / Double(channels)
      }
    if isTogether {
      let both = try graph.shardSum(
        try graph.concat([sum, try graph.reshape(count, to: [1])], axis: 0))
      sum = try graph.slice(both, begin: [0], size: [channels])
      count = try graph.slice(both, begin: [channels], size: [1])
    }
    // As in Keras, where all may be masked.
    if mask != nil { count = try count + kerasEpsilon }
    let mean = try sum / count
    var squares = try graph.sum(try graph.square(try counted(try x - mean)), axes: axes)
    if isTogether { squares = try graph.shardSum(squares) }
    return (mean, try squares / count)
  }

  /// moving ← moving · momentum + batch · (1 − momentum).
  private func update(
    _ name: String, from moving: Output, towards batch: Output, _ context: inout LayerContext
  ) throws(GraphError) {
    let added = try moving.graph.stopGradient(batch) * (1 - momentum)
    try context.update(name, to: try moving * momentum + added)
  }
}
