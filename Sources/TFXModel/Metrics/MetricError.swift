public import TFXCore
import TFXGraph

/// Why a metric cannot compare what the last layer makes with the targets.
public struct MetricError: Error, Hashable, Sendable {
  /// What it needs: `class numbers as targets`.
  public var expected: String
  /// What there is: `the loss takes rows of numbers`.
  public var found: String
  /// What to do about it; if nil, metrics that fit are listed.
  public var help: String?

  /// `found` is there where `expected` is needed.
  public init(expected: String, found: String, help: String? = nil) {
    self.expected = expected
    self.found = found
    self.help = help
  }
}

/// What a metric has to compare.
public struct MetricSite {
  /// What the last layer makes: `[batch, d…, outputs]`.
  public let output: TensorSpec
  /// The targets, in the form that the loss takes.
  public let target: TensorSpec
  /// The loss, which knows what outputs and targets mean.
  public let loss: any Loss

  /// What there is to compare under a loss.
  public init(output: TensorSpec, target: TensorSpec, loss: any Loss) {
    self.output = output
    self.target = target
    self.loss = loss
  }

  /// Whether targets have the shape of the outputs.
  var hasRows: Bool {
    target.dtype.isFloating && target.shape.merged(with: output.shape) != nil
  }

  /// Whether targets are the numbers of classes, each of which has an output.
  var hasClassNumbers: Bool {
    loss.target == .classIndices
      && target.shape.merged(with: Shape(Array(output.shape.dimensions.dropLast()))) != nil
  }

  /// Throws unless targets have the shape of the outputs.
  func requireRows() throws(MetricError) {
    if !hasRows { throw unfit("targets in the shape of the outputs") }
  }

  /// Throws unless targets have the shape of the outputs, which are those of several classes.
  func requireClassRows() throws(MetricError) {
    try requireRows()
    try requireClasses()
  }

  /// Throws unless targets are class numbers.
  func requireClassNumbers() throws(MetricError) {
    if !hasClassNumbers { throw unfit("class numbers as targets") }
    try requireClasses()
  }

  /// Throws unless targets are class numbers, or have the shape of the outputs.
  func requireRowsOrClassNumbers() throws(MetricError) {
    if !hasRows && !hasClassNumbers {
      throw unfit("class numbers, or targets in the shape of the outputs")
    }
  }

  private func requireClasses() throws(MetricError) {
    if output.shape[-1] < 2 {
      throw MetricError(
        expected: "an output for each of several classes", found: "the last layer has one output")
    }
  }

  private func unfit(_ expected: String) -> MetricError {
    let found =
      hasClassNumbers
      ? "the targets of \(loss.kind) are class numbers"
      : "the targets of \(loss.kind) are \(target) for outputs \(output.shape)"
    return MetricError(expected: expected, found: found)
  }

  /// The names of metrics that fit, in the order of the reference.
  package var fitting: [String] {
    metricCatalog.types.compactMap { type in
      guard let metric = type.init() as? any Metric, (try? metric.check(self)) != nil else {
        return nil
      }
      return metric.name
    }
  }
}
