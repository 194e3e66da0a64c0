public import TFXCore
public import TFXGraph
import TFXOps

/// η(t) = values[i], i being the number of boundaries that are less than t.
///
/// As [Keras's PiecewiseConstantDecay](https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/).
public struct PiecewiseConstantDecay: Schedule {
  public static let kind = "PiecewiseConstantDecay"

  /// The last steps of all values but the last, in rising order.
  public var boundaries: [Int] = []
  /// The rates, one more than there are boundaries.
  public var values: [Double] = []

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "boundaries", &boundaries, in: Limits.atLeast(0).each,
      "last steps of all values but the last, in rising order")
    f.required(
      "values", &values, in: Limits.atLeast(0).each, "rates, one more than there are boundaries")
  }

  public func problems() -> [FieldProblem] {
    if boundaries.isEmpty {
      return [FieldProblem("boundaries", "expected at least one boundary, found none")]
    }
    if zip(boundaries, boundaries.dropFirst()).contains(where: { $0 >= $1 }) {
      return [FieldProblem("boundaries", "expected rising numbers, found \(boundaries)")]
    }
    if values.count == boundaries.count + 1 { return [] }
    return [
      FieldProblem(
        "values",
        "expected \(boundaries.count + 1) values for \(boundaries.count) "
          + "\(boundaries.count == 1 ? "boundary" : "boundaries"), found \(values.count)")
    ]
  }

  public func rate(_ clock: ScheduleClock) throws(GraphError) -> Output {
    let (graph, dtype) = (clock.step.graph, clock.step.dtype)
    var rate = try graph.constant(values[values.count - 1], dtype)
    for (last, value) in zip(boundaries, values).reversed() {
      rate = try clock.upTo(
        graph.constant(Double(last), dtype), graph.constant(value, dtype), then: rate)
    }
    return rate
  }
}
