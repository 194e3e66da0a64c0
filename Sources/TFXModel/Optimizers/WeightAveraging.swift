import TFXCore
import TFXGraph
import TFXOps

/// The moving average of the weights that an optimizer may keep: average ← m · average + (1 − m) ·
/// weight after each step, m being 0 in the first. As
/// [Keras's optimizers](https://keras.io/api/optimizers/): the averages are the weights of the model
/// in the end.
public struct WeightAveraging: Hashable, Sendable {
  /// Whether averages are kept.
  public var isOn = false
  /// m: how much of an average stays.
  public var momentum = 0.99
  /// The steps after which the averages become the weights; nil for the end of the training alone.
  public var overwriteFrequency: Int?

  /// No averages.
  public init() {}

  /// Visits the fields, which stand among those of the optimizer.
  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("use_ema", &isOn, "whether a moving average of the weights is kept")
    f.optional("ema_momentum", &momentum, in: .from(0, to: 1), "how much of an average stays")
    f.optional(
      "ema_overwrite_frequency", &overwriteFrequency, in: Limits.atLeast(1).orNone,
      "steps after which the averages become the weights; null for the end alone")
  }

  func problems() -> [FieldProblem] {
    if isOn { return [] }
    let idle = [
      overwriteFrequency == nil ? nil : "ema_overwrite_frequency",
      momentum == WeightAveraging().momentum ? nil : "ema_momentum",
    ].compactMap { $0 }
    return idle.prefix(1).map {
      FieldProblem($0, "it has no effect without averages", help: "add use_ema: true")
    }
  }

  /// Adds the operations that take a step of a weight into its average, and, where the averages
  /// become the weights, give the weight its average.
  ///
  /// - Parameters:
  ///   - step: The number of updates done before: int64, of shape `[]`.
  ///   - update: The update of the weight; nil if it has none in this step.
  func update(
    _ average: Variable, of weight: Variable, step: Output, after update: Operation?
  ) throws(GraphError) -> Operation {
    let (graph, dtype) = (step.graph, weight.spec.dtype)
    let value =
      try update.map { (update) throws(GraphError) in
        try graph.readVariable(weight, after: [update])
      } ?? weight.value
    let zero = try graph.constant(0, .int64)
    let isLater = try graph.cast(try graph.notEqual(step, zero), to: dtype)
    let kept = try isLater * momentum
    let new = try kept * average.value + (1 - kept) * value
    let averaged = try graph.assign(average, new)
    guard let overwriteFrequency else { return averaged }
    let one = try graph.constant(1, .int64)
    let rest = try graph.floorMod(
      try graph.add(step, one), try graph.constant(Double(overwriteFrequency), .int64))
    let isDue = try graph.equal(rest, zero)
    let overwritten = try graph.assign(weight, try graph.select(isDue, new, value))
    return try graph.group([averaged, overwritten])
  }
}
