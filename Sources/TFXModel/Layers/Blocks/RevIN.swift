public import TFXCore
public import TFXGraph
import TFXOps

/// y = layers((x − m) / s · gamma + beta), brought back to where x was: (y − beta) / gamma · s + m, with
/// the mean m and the deviation s of each feature over the time steps of each sequence.
/// [batch, time, features] → [batch, outputs] or [batch, steps, outputs]
///
/// Its layers see how a sequence moves, whatever its level: they forecast series that have left the range
/// of the training part. Output number i is a forecast of feature number i, so that there are no more
/// outputs than features that are normalized.
///
/// Kim et al., 2022, [Reversible instance
/// normalization](https://openreview.net/forum?id=cGDAkQo1C0p) for series whose distribution shifts. Keras
/// has no such layer.
public struct RevIN: Layer {
  public static let kind = "RevIN"

  /// The layers.
  public var layers: [LayerEntry] = []
  /// How many features, from the first on, are normalized; all if nil. The others are passed as they are.
  public var features: Int?
  /// Added to the variance.
  public var epsilon = 1e-5
  /// Whether a learned gamma multiplies what is normalized, and a learned beta is added.
  public var affine = true

  public var scalesInputs: Bool { true }

  public init() {}

  /// The given layers, of whose input the first features, or all, are normalized.
  public init(_ layers: [LayerEntry], features: Int? = nil) {
    self.layers = layers
    self.features = features
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("layers", &layers, in: .notEmpty, "the layers in order")
    f.optional(
      "features", &features, in: Limits.atLeast(1).orNone,
      "how many features, from the first on, are normalized; all if left out")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the variance")
    f.optional(
      "affine", &affine,
      "whether a learned gamma multiplies what is normalized, and a learned beta is added")
  }

  public func problems() -> [FieldProblem] { LayerEntry.nameProblems("layers", layers) }

  public func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec] {
    let input = inputs[0].shape
    guard input.rank == 3, input[-1] != Shape.unknown else {
      throw LayerError(
        expected: "sequences [batch, time, features] of known features", found: input)
    }
    if let features, features > input[-1] {
      throw LayerError(expected: "\(features) features or more", found: input)
    }
    let shape: Shape = [features ?? input[-1]]
    return affine
      ? [
        WeightOptions(Ones()).weight("gamma", shape), WeightOptions(Zeros()).weight("beta", shape),
      ]
      : []
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let (x, mask) = (inputs[0].output, inputs[0].mask)
    let graph = x.graph
    let count = features ?? x.shape[-1]
    let isWhole = count == x.shape[-1]
    let own = isWhole ? x : try graph.slice(x, begin: [0, 0, 0], size: [-1, -1, count])
    let (mean, variance) = try moments(own, mask)
    let deviation = try graph.sqrt(variance + epsilon)
    var normalized = try (own - mean) / deviation
    if affine { normalized = try normalized * context.weight("gamma") + context.weight("beta") }
    if !isWhole {
      let others = try graph.slice(x, begin: [0, 0, count], size: [-1, -1, -1])
      normalized = try graph.concat([normalized, others], axis: 2)
    }
    let inner = try context.call(layers, on: LayerValue(normalized, mask: mask))
    var y = inner.output
    let outputs = y.shape[-1]
    guard (2...3).contains(y.shape.rank), (1...count).contains(outputs) else {
      try context.refuse(
        LayerError(
          expected: "layers that make [batch, outputs] or [batch, steps, outputs] of at most "
            + "\(count) outputs, one for each feature that is normalized", found: y.shape))
    }
    if affine {
      // As the authors' program has it: a gamma of 0 divides nothing by 0.
      let gamma = try graph.slice(context.weight("gamma"), begin: [0], size: [outputs])
      let beta = try graph.slice(context.weight("beta"), begin: [0], size: [outputs])
      y = try (y - beta) / (gamma + epsilon * epsilon)
    }
    func forOutputs(_ statistic: Output) throws(GraphError) -> Output {
      let some = try graph.slice(statistic, begin: [0, 0, 0], size: [-1, 1, outputs])
      return y.shape.rank == 2 ? try graph.squeeze(some, axes: [1]) : some
    }
    return LayerValue(
      try y * forOutputs(deviation) + forOutputs(mean), mask: inner.mask)
  }

  /// Over the time steps, of those that count.
  private func moments(
    _ x: Output, _ mask: Output?
  ) throws(GraphError) -> (mean: Output, variance: Output) {
    let graph = x.graph
    guard let mask else { return try graph.moments(x, axes: [1], keepDims: true) }
    let weights = try graph.expandDims(try graph.cast(mask, to: x.dtype), axis: -1)
    return try graph.weightedMoments(x, axes: [1], frequencyWeights: weights, keepDims: true)
  }
}
