public import TFXCore
public import TFXGraph
import TFXOps

/// η(t) = initial · ((1 − alpha) · m_mulⁱ · ½ (1 + cos(π p)) + alpha), p being the part of period i,
/// counted from 0, that is over. The first period has first_decay_steps steps, each other t_mul times
/// those of the one before.
///
/// As [Keras's CosineDecayRestarts](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/);
/// Loshchilov and Hutter, 2017.
public struct CosineDecayRestarts: Schedule {
  public static let kind = "CosineDecayRestarts"

  /// The rate of the first step.
  public var initialLearningRate = 0.0
  /// The steps of the first period.
  public var firstDecaySteps: StepCount = 1
  /// How many times longer each period is than the one before.
  public var tMul = 2.0
  /// What the rate at the beginning of a period is multiplied by for the next.
  public var mMul = 1.0
  /// The rate at the end of a period, as a part of `initialLearningRate`.
  public var alpha = 0.0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.initialLearningRate(&initialLearningRate)
    f.required("first_decay_steps", &firstDecaySteps, in: .atLeast(1), "steps of the first period")
    f.optional(
      "t_mul", &tMul, in: .atLeast(1), "how many times longer each period is than that before")
    f.optional(
      "m_mul", &mMul, in: .atLeast(0),
      "what the first rate of a period is multiplied by for the next")
    f.optional(
      "alpha", &alpha, in: .from(0, to: 1), "rate at the end of a period, as a part of the first")
  }

  public func rate(_ clock: ScheduleClock) throws(GraphError) -> Output {
    let (graph, dtype) = (clock.step.graph, clock.step.dtype)
    let number = { (value: Double) throws(GraphError) in try graph.constant(value, dtype) }
    let times = try clock.step / clock.steps(firstDecaySteps)
    let (restarts, part): (Output, Output)
    if tMul == 1 {
      restarts = try graph.floor(times)
      part = try times - restarts
    } else {
      // The lengths of periods are a geometric series.
      let ratio = try number(tMul)
      restarts = try graph.floor(graph.log(1 - times * (1 - tMul)) / graph.log(ratio))
      let length = try graph.pow(ratio, restarts)
      part = try (times - (1 - length) / (1 - tMul)) / length
    }
    let fall = try graph.pow(number(mMul), restarts) * cosineFall(part)
    return try ((1 - alpha) * fall + alpha) * initialLearningRate
  }
}
