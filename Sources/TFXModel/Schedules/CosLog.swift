public import TFXCore
public import TFXGraph
import TFXOps

/// η(t) = max · ½ (1 − cos(2π · log₂(1 + (2^cycles − 1) · t / total_steps))): rises from 0 and falls to 0
/// as often as there are cycles, each twice as long as the one before. The last rate stays.
///
/// The schedule of [RealMLP](https://arxiv.org/abs/2407.04491) (Holzmüller, Grinsztajn and Steinwart
/// 2024), `coslog4` there. Its low rates on the way give early stopping epochs to choose among. Keras has
/// no such schedule.
public struct CosLog: Schedule {
  public static let kind = "CosLog"

  /// The highest rate.
  public var maxLearningRate = 0.0
  /// The steps of all cycles.
  public var totalSteps = StepCount.all
  /// How often the rate rises and falls.
  public var cycles = 4

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("max_learning_rate", &maxLearningRate, in: .atLeast(0), "highest rate")
    f.optional("total_steps", &totalSteps, in: .atLeast(1), "steps of all cycles")
    f.optional("cycles", &cycles, in: .from(1, to: 20), "how often the rate rises and falls")
  }

  public func rate(_ clock: ScheduleClock) throws(GraphError) -> Output {
    let graph = clock.step.graph
    let steps = try clock.steps(totalSteps)
    let part = try graph.minimum(clock.step, steps) / steps
    let growth = Double((1 << cycles) - 1)
    let two = try graph.constant(2, clock.step.dtype)
    let doublings = try graph.log(1 + part * growth) / graph.log(two)
    return try (1 - cosineFall(doublings * 2)) * maxLearningRate
  }
}
