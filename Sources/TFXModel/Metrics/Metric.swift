public import TFXCore
public import TFXGraph

/// A number that tells how good predictions are: the mean of a value of each sample.
public protocol Metric: NamedConfigurable {
  /// The name in logs: `accuracy`.
  var name: String { get }

  /// Adds the operations that compute the value of each sample: `[batch]`.
  func call(
    _ prediction: Output, _ target: Output, _ loss: any Loss
  ) throws(GraphError) -> Output

  /// The metric, given the mean of all samples' values.
  func result(mean: Double) -> Double
}

extension Metric {
  public mutating func fields(_ f: inout some FieldVisitor) {}
  public func result(mean: Double) -> Double { mean }
}

/// The field of a configuration that names a metric.
public struct MetricField: FieldValue {
  /// The metric.
  public var value: any Metric
  /// Where a file names it.
  public var span: SourceSpan?

  /// A field that holds the given metric.
  public init(_ value: any Metric) { self.value = value }

  public static var expectation: String { "a metric" }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> MetricField? {
    guard let value = metricCatalog.read(node, &diagnostics) as? any Metric else { return nil }
    var field = MetricField(value)
    field.span = node.span
    return field
  }

  /// The short name: metrics have no fields, so that nothing is lost.
  public func write() -> ConfigNode { .plain(value.name) }
}

/// Every metric, in the order of the reference.
package let metricCatalog = Catalog(
  "metric",
  [
    Accuracy.self, MeanSquaredErrorMetric.self, MeanAbsoluteErrorMetric.self,
    RootMeanSquaredError.self,
  ])
