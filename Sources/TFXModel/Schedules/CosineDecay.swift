public import TFXCore
public import TFXGraph
import TFXOps

/// η(t) = initial · ((1 − alpha) · ½ (1 + cos(π t / decay_steps)) + alpha), up to decay_steps, and
/// initial · alpha then. With a warm-up, the rate first goes from `initial` to `warmup_target` in a
/// line, and the cosine falls from there.
///
/// As [Keras's CosineDecay](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/);
/// Loshchilov and Hutter, 2017.
public struct CosineDecay: Schedule {
  public static let kind = "CosineDecay"

  /// The rate of the first step.
  public var initialLearningRate = 0.0
  /// The steps of the fall, those of the warm-up not counted.
  public var decaySteps: StepCount = 1
  /// The rate in the end, as a part of that from which it falls.
  public var alpha = 0.0
  /// The rate behind the warm-up; nil for no warm-up.
  public var warmupTarget: Double?
  /// The steps of the warm-up.
  public var warmupSteps = 0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.initialLearningRate(&initialLearningRate)
    f.required(
      "decay_steps", &decaySteps, in: .atLeast(1),
      "steps of the fall behind the warm-up; `all` is all of the training's but `warmup_steps`")
    f.optional("alpha", &alpha, in: .from(0, to: 1), "rate in the end, as a part of that before")
    f.optional(
      "warmup_target", &warmupTarget, in: Limits.atLeast(0).orNone,
      "rate behind the warm-up, from which it falls; no warm-up if null")
    f.optional("warmup_steps", &warmupSteps, in: .atLeast(0), "steps of the warm-up")
  }

  public func problems() -> [FieldProblem] {
    if warmupTarget != nil || warmupSteps == 0 { return [] }
    return [
      FieldProblem(
        "warmup_steps", "there is no warm-up without 'warmup_target'",
        help: "give the rate that it leads to: warmup_target: \(initialLearningRate)")
    ]
  }

  public func rate(_ clock: ScheduleClock) throws(GraphError) -> Output {
    let (graph, dtype) = (clock.step.graph, clock.step.dtype)
    let steps = try clock.steps(decaySteps, without: warmupSteps)
    guard let warmupTarget else {
      return try fall(clock.step, steps) * initialLearningRate
    }
    let warmup = try graph.constant(Double(warmupSteps), dtype)
    let rise = try graph.constant(warmupTarget, dtype) - initialLearningRate
    return try graph.select(
      graph.less(clock.step, warmup),
      rise * (clock.step / warmup) + initialLearningRate,
      fall(clock.step - warmup, steps) * warmupTarget)
  }

  /// What is left of the rate after `step` of `steps` steps.
  private func fall(_ step: Output, _ steps: Output) throws(GraphError) -> Output {
    let part = try step.graph.minimum(step, steps) / steps
    return try (1 - alpha) * cosineFall(part) + alpha
  }
}
