public import TFXCore
public import TFXGraph
import TFXOps

/// η(t) = initial / (1 + decay_rate · t / decay_steps), the quotient rounded down for stairs.
///
/// As [Keras's InverseTimeDecay](https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/).
public struct InverseTimeDecay: Schedule {
  public static let kind = "InverseTimeDecay"

  /// The rate of the first step.
  public var initialLearningRate = 0.0
  /// The steps in which `decayRate` is added to the divisor once.
  public var decaySteps: StepCount = 1
  /// What is added.
  public var decayRate = 0.0
  /// Whether the rate stays the same for `decaySteps` steps.
  public var staircase = false

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.initialLearningRate(&initialLearningRate)
    f.required(
      "decay_steps", &decaySteps, in: .atLeast(1),
      "steps in which `decay_rate` is added to the divisor once")
    f.required(
      "decay_rate", &decayRate, in: .atLeast(0), "what is added to the divisor, 1 at first")
    f.optional("staircase", &staircase, "whether the rate stays the same for `decay_steps` steps")
  }

  public func rate(_ clock: ScheduleClock) throws(GraphError) -> Output {
    let graph = clock.step.graph
    let times = try clock.step / clock.steps(decaySteps)
    return try initialLearningRate / (1 + decayRate * (staircase ? graph.floor(times) : times))
  }
}
