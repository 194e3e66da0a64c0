public import TFXCore
public import TFXGraph
import TFXOps

/// A learning rate that is a function of the step.
public protocol Schedule: NamedConfigurable {
  /// Adds the operations that compute the rate of a step.
  ///
  /// - Returns: The rate, of shape `[]`, in the type of the clock's numbers.
  func rate(_ clock: ScheduleClock) throws(GraphError) -> Output
}

/// Where a training is, as a schedule sees it.
public struct ScheduleClock {
  /// The number of steps done before, t in formulas: a number of shape `[]`.
  public let step: Output
  private let total: Output

  /// - Parameters:
  ///   - step: The number of steps done before: int64, of shape `[]`.
  ///   - total: The number of steps of the whole training: int64, of shape `[]`.
  ///   - dtype: The type in which rates are computed.
  public init(step: Output, total: Output, _ dtype: DType) throws(GraphError) {
    self.step = try step.graph.cast(step, to: dtype)
    self.total = try step.graph.cast(total, to: dtype)
  }

  /// A number of steps that a configuration gives.
  ///
  /// - Parameter others: Steps that are not among `all`, such as those of a warm-up.
  public func steps(_ count: StepCount, without others: Int = 0) throws(GraphError) -> Output {
    let graph = step.graph
    switch count {
    case .steps(let steps): return try graph.constant(Double(steps), step.dtype)
    case .all:
      return try graph.maximum(total - Double(others), try graph.constant(1, step.dtype))
    }
  }

  /// `before` up to and including the step `last`, then `after`.
  func upTo(
    _ last: Output, _ before: Output, then after: Output
  ) throws(GraphError) -> Output {
    try step.graph.select(try step.graph.lessEqual(step, last), before, after)
  }
}

/// ½ (1 + cos(π part)): from 1 at 0 to 0 at 1.
func cosineFall(_ part: Output) throws(GraphError) -> Output {
  let cosine = try part.graph.cos(part * Double.pi)
  return try 0.5 * (1 + cosine)
}

/// Every schedule, in the order of the reference.
package let scheduleCatalog = Catalog(
  "schedule",
  [
    ExponentialDecay.self, InverseTimeDecay.self, PolynomialDecay.self, CosineDecay.self,
    CosineDecayRestarts.self, PiecewiseConstantDecay.self, OneCycle.self, CosLog.self,
  ], takesFirstField: true)
