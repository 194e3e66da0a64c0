public import TFXCore
public import TFXGraph
import TFXOps

/// η(t) = initial · decay_rate ^ (t / decay_steps), the exponent rounded down for stairs.
///
/// As [Keras's ExponentialDecay](https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/).
public struct ExponentialDecay: Schedule {
  public static let kind = "ExponentialDecay"

  /// The rate of the first step.
  public var initialLearningRate = 0.0
  /// The steps in which the rate is multiplied by `decayRate` once.
  public var decaySteps: StepCount = 1
  /// The factor.
  public var decayRate = 1.0
  /// Whether the rate stays the same for `decaySteps` steps.
  public var staircase = false

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.initialLearningRate(&initialLearningRate)
    f.required(
      "decay_steps", &decaySteps, in: .atLeast(1),
      "steps in which the rate is multiplied by `decay_rate` once")
    f.required("decay_rate", &decayRate, in: .moreThan(0), "the factor")
    f.optional("staircase", &staircase, "whether the rate stays the same for `decay_steps` steps")
  }

  public func rate(_ clock: ScheduleClock) throws(GraphError) -> Output {
    let graph = clock.step.graph
    let times = try clock.step / clock.steps(decaySteps)
    let exponent = staircase ? try graph.floor(times) : times
    let factor = try graph.pow(try graph.constant(decayRate, clock.step.dtype), exponent)
    return try factor * initialLearningRate
  }
}

extension FieldVisitor {
  /// The rate that most schedules begin with.
  mutating func initialLearningRate(_ rate: inout Double) {
    required("initial_learning_rate", &rate, in: .atLeast(0), "rate of the first step")
  }
}
