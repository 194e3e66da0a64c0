public import TFXCore
public import TFXGraph
import TFXOps

/// A number that tells how good predictions are: tensors that are added up over the batches of an
/// epoch, and what becomes of them in the end. They begin at 0 in each epoch and each evaluation.
public protocol Metric: NamedConfigurable {
  /// The name in logs where the configuration gives none, that of Keras's history: `f1_score`.
  var name: String { get }

  /// Those of ``NamedConfigurable/aliases`` that are the name in logs where a file writes them: the
  /// column of `mse` is `mse`.
  static var columnAliases: [String] { get }

  /// Whether more is better.
  var isHigherBetter: Bool { get }

  /// Refuses outputs and targets that it cannot compare.
  func check(_ site: MetricSite) throws(MetricError)

  /// The tensors that it adds up, given what the last layer makes: `[batch, d…, outputs]`.
  func states(for output: Output) -> [MetricState]

  /// Adds the operations that count a batch in.
  func update(_ batch: inout MetricBatch) throws(GraphError)

  /// The metric, given the elements of each of ``states(for:)``.
  func result(_ states: [[Double]]) -> Double
}

extension Metric {
  public static var aliases: [String] { [snakeCase(kind)] }

  public static var columnAliases: [String] { aliases.filter { $0 == $0.lowercased() } }

  public var name: String { Self.aliases[0] }
}

/// A tensor that a metric adds up, in float64.
public struct MetricState: Sendable {
  /// Its name within the metric: `true_positives`.
  public var name: String
  /// Its shape.
  public var shape: Shape

  /// A tensor of the given name and shape.
  public init(_ name: String, _ shape: Shape = []) {
    self.name = name
    self.shape = shape
  }
}

/// What a metric has to work with in a batch.
public struct MetricBatch {
  /// What the last layer makes: `[batch, d…, outputs]`.
  public let output: Output
  /// The targets, in the form that the loss takes.
  public let target: Output
  /// The loss, which knows what outputs and targets mean.
  public let loss: any Loss
  /// How much each sample counts, `[batch]`, or each of its places, `[batch, d…]`; nil if all count
  /// as 1.
  public let weights: Output?
  /// The assignments that count the batch in.
  public private(set) var updates: [Operation] = []

  private let states: [Variable]

  package init(
    output: Output, target: Output, loss: any Loss, weights: Output?, states: [Variable]
  ) {
    self.output = output
    self.target = target
    self.loss = loss
    self.weights = weights
    self.states = states
  }

  /// The graph that all of it is in.
  public var graph: Graph { output.graph }

  /// What the model predicts: probabilities, where the output is logits.
  public func prediction() throws(GraphError) -> Output { try loss.prediction(from: output) }

  /// The targets in rows of the outputs' width, with 1 in the place of the class for class numbers.
  public func targetRows() throws(GraphError) -> Output {
    if loss.target != .classIndices { return target }
    return try graph.oneHot(target, depth: output.shape[-1], dtype: output.dtype)
  }

  /// The weights in the shape of values that may have more axes; nil if all count as 1.
  func weights(for values: Output) throws(GraphError) -> Output? {
    guard let weights else { return nil }
    return try graph.weights(weights, for: values)
  }

  /// Adds `value` to a state, by its place in the list of them.
  public mutating func add(_ value: Output, to state: Int) throws(GraphError) {
    let value = try graph.cast(value, to: .float64)
    updates.append(try graph.assignAdd(states[state].handle, value))
  }
}
