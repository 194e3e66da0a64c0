public import TFXCore
public import TFXGraph
import TFXOps

/// A number that tells how good predictions are: tensors that are added up over the batches of an
/// epoch, and what becomes of them in the end. They begin at 0 in each epoch and each evaluation.
public protocol Metric: NamedConfigurable {
  /// The name in logs where the configuration gives none: `accuracy`.
  var name: String { get }

  /// Whether more is better.
  var isHigherBetter: Bool { get }

  /// The tensors that it adds up, given what the last layer makes: `[batch, outputs]`.
  func states(for output: Output) -> [MetricState]

  /// Adds the operations that count a batch in.
  func update(_ batch: inout MetricBatch) throws(GraphError)

  /// The metric, given the elements of each of ``states(for:)``.
  func result(_ states: [[Double]]) -> Double
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
  /// What the last layer makes: `[batch, outputs]`.
  public let output: Output
  /// The targets, in the form that the loss takes.
  public let target: Output
  /// The loss, which knows what outputs and targets mean.
  public let loss: any Loss
  /// How much each sample counts: `[batch]`; nil if all count as 1.
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

  /// Adds `value` to a state, by its place in the list of them.
  public mutating func add(_ value: Output, to state: Int) throws(GraphError) {
    let value = try graph.cast(value, to: .float64)
    updates.append(try graph.assignAdd(states[state].handle, value))
  }
}

/// The field of a configuration that names a metric, with what any metric may be given: a name.
public struct MetricField: FieldValue {
  /// The metric.
  public var value: any Metric
  /// The name that the configuration gives it.
  public var givenName: String?
  /// Where a file names it.
  public var span: SourceSpan?

  /// A field that holds the given metric.
  public init(_ value: any Metric, name: String? = nil) {
    self.value = value
    givenName = name
  }

  /// The name in logs.
  public var name: String { givenName ?? value.name }

  public static var expectation: String { "a metric" }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> MetricField? {
    guard let named = metricCatalog.resolve(node, &diagnostics) else { return nil }
    guard let type = named.type as? any Metric.Type else {
      preconditionFailure("\(named.name) stands among the metrics, but is none")
    }
    var field = read(type, named, &diagnostics)
    field?.span = node.span
    return field
  }

  private static func read<M: Metric>(
    _ type: M.Type, _ named: Catalog.Named, _ diagnostics: inout Diagnostics
  ) -> MetricField? {
    FieldReader.read(
      Fields<M>.self, from: named.fields, owner: named.name, at: named.span, &diagnostics
    ).map { MetricField($0.metric, name: $0.name) }
  }

  public func write() -> ConfigNode { MetricField.write(value, givenName) }

  /// Its short name, if a metric without fields goes by that.
  private static func write<M: Metric>(_ metric: M, _ name: String?) -> ConfigNode {
    let fields = FieldWriter.write(Fields(metric: metric, name: name))
    guard case .mapping(var entries) = fields.content else { return fields }
    if name == nil { entries.removeAll { $0.key == "name" } }
    if entries.isEmpty {
      return .plain(metricCatalog.type(named: metric.name) == nil ? metric.kind : metric.name)
    }
    return ConfigNode(.mapping([ConfigNode.Entry(metric.kind, ConfigNode(.mapping(entries)))]))
  }

  /// The fields of a metric, and its name beside them.
  private struct Fields<M: Metric>: Configurable {
    var metric = M()
    var name: String?

    init() {}

    init(metric: M, name: String?) {
      self.metric = metric
      self.name = name
    }

    mutating func fields(_ f: inout some FieldVisitor) {
      metric.fields(&f)
      f.optional("name", &name, in: .identifier, "name in logs")
    }

    func problems() -> [FieldProblem] { metric.problems() }
  }
}
