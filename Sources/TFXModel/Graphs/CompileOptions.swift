public import TFXCore
public import TFXOps

/// How a model is trained: Keras's `compile`.
public struct CompileOptions: Section {
  public static let owner = "the compile section"

  /// What changes the weights.
  public var optimizer = OptimizerField(RMSprop())
  /// What training makes small.
  public var loss = LossField(MeanSquaredError())
  /// What is reported besides, in which all samples count alike.
  public var metrics: [MetricField] = []
  /// What is reported besides, in which samples count by their weights.
  public var weightedMetrics: [MetricField] = []
  /// When 3×3 convolutions go by Winograd's algorithm.
  public var winograd = Winograd.auto

  public init() {}

  /// The given optimizer, loss and metrics.
  public init(optimizer: any Optimizer, loss: any Loss, metrics: [any Metric] = []) {
    self.optimizer = OptimizerField(optimizer)
    self.loss = LossField(loss)
    self.metrics = metrics.map { MetricField($0) }
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("optimizer", &optimizer, "what changes the weights")
    f.required("loss", &loss, "what training makes small")
    f.optional("metrics", &metrics, "what is reported besides the loss")
    f.optional(
      "weighted_metrics", &weightedMetrics, "the same, with the weights of samples and classes")
    f.optional(
      "winograd", &winograd,
      "when 3×3 convolutions go by Winograd's algorithm: `auto` is where it is faster")
  }

  /// Both kinds of metrics under their names in logs. As in Keras, a weighted one that has the name of
  /// one of the others has `weighted_` before it.
  public var reported: [(field: MetricField, isWeighted: Bool)] {
    let plain = Set(metrics.map(\.name))
    return metrics.map { ($0, false) }
      + weightedMetrics.map { metric in
        var metric = metric
        if plain.contains(metric.name) { metric.givenName = "weighted_\(metric.name)" }
        return (metric, true)
      }
  }

  public func problems() -> [FieldProblem] {
    var seen: Set<String> = ["loss"]
    for (metric, isWeighted) in reported where !seen.insert(metric.name).inserted {
      return [
        FieldProblem(
          isWeighted ? "weighted_metrics" : "metrics", "'\(metric.name)' is listed twice",
          help: "give one of them another name")
      ]
    }
    return []
  }
}
