public import TFXCore
public import TFXGraph
import TFXOps

/// One rise from max / div_factor to max within the first part of the training, and one fall to
/// max / div_factor / final_div_factor in the rest, both by half a cosine.
///
/// Keras has no such schedule: this is
/// [PyTorch's OneCycleLR](https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html)
/// with cosine annealing, which leaves the momentum as it is. Smith and Topin, 2018.
public struct OneCycle: Schedule {
  public static let kind = "OneCycle"

  /// The highest rate.
  public var maxLearningRate = 0.0
  /// The steps of the cycle; the last rate stays behind them.
  public var totalSteps = StepCount.all
  /// The part of the steps in which the rate rises.
  public var pctStart = 0.3
  /// How many times lower the first rate is than the highest.
  public var divFactor = 25.0
  /// How many times lower the last rate is than the first.
  public var finalDivFactor = 1e4

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("max_learning_rate", &maxLearningRate, in: .atLeast(0), "highest rate")
    f.optional("total_steps", &totalSteps, in: .atLeast(1), "steps of the cycle")
    f.optional(
      "pct_start", &pctStart, in: .from(0, to: 1), "part of the steps in which the rate rises")
    f.optional(
      "div_factor", &divFactor, in: .atLeast(1), "how many times lower the first rate is")
    f.optional(
      "final_div_factor", &finalDivFactor, in: .moreThan(0),
      "how many times lower the last rate is than the first")
  }

  public func rate(_ clock: ScheduleClock) throws(GraphError) -> Output {
    let (graph, dtype) = (clock.step.graph, clock.step.dtype)
    let number = { (value: Double) throws(GraphError) in try graph.constant(value, dtype) }
    let steps = try clock.steps(totalSteps)
    let last = try steps - 1
    let top = try steps * pctStart - 1
    let step = try graph.minimum(clock.step, last)
    let first = maxLearningRate / divFactor
    let final = first / finalDivFactor
    // A phase without steps is not looked at, but must not divide by 0.
    let least = try number(1e-6)
    let rise = try cosineFall(graph.minimum(step / graph.maximum(top, least), number(1)))
    let fall = try cosineFall((step - top) / graph.maximum(last - top, least))
    return try clock.upTo(
      top, (first - maxLearningRate) * rise + maxLearningRate,
      then: (maxLearningRate - final) * fall + final)
  }
}
