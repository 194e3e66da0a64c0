public import TFXCore
public import TFXGraph
import TFXOps

/// η(t) = (initial − end) (1 − t / decay_steps) ^ power + end, up to decay_steps, and `end` then; with
/// `cycle`, decay_steps is multiplied as often as t needs.
///
/// As [Keras's PolynomialDecay](https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/).
public struct PolynomialDecay: Schedule {
  public static let kind = "PolynomialDecay"

  /// The rate of the first step.
  public var initialLearningRate = 0.0
  /// The steps until the rate is `endLearningRate`.
  public var decaySteps: StepCount = 1
  /// The rate in the end.
  public var endLearningRate = 0.0001
  /// The power of what is left; 1 is a straight line.
  public var power = 1.0
  /// Whether the rate rises again behind `decaySteps`.
  public var cycle = false

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.initialLearningRate(&initialLearningRate)
    f.required(
      "decay_steps", &decaySteps, in: .atLeast(1), "steps until the rate is `end_learning_rate`")
    f.optional("end_learning_rate", &endLearningRate, in: .atLeast(0), "rate in the end")
    f.optional("power", &power, in: .moreThan(0), "power of what is left; 1 is a straight line")
    f.optional("cycle", &cycle, "whether the rate rises again behind `decay_steps`")
  }

  public func rate(_ clock: ScheduleClock) throws(GraphError) -> Output {
    let (graph, dtype) = (clock.step.graph, clock.step.dtype)
    let steps = try clock.steps(decaySteps)
    let part: Output
    if cycle {
      let one = try graph.constant(1, dtype)
      part = try clock.step / (steps * graph.maximum(graph.ceil(clock.step / steps), one))
    } else {
      part = try graph.minimum(clock.step, steps) / steps
    }
    let left = try graph.pow(1 - part, try graph.constant(power, dtype))
    let span = try graph.constant(initialLearningRate, dtype) - endLearningRate
    return try span * left + endLearningRate
  }
}
