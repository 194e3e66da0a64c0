public import TFXCore
public import TFXOps

/// How a model is trained: Keras's `compile`.
public struct CompileOptions: Section {
  public static let owner = "the compile section"

  /// What changes the weights.
  public var optimizer = OptimizerField(RMSprop())
  /// What training makes small.
  public var loss = LossField(MeanSquaredError())
  /// What is reported besides.
  public var metrics: [MetricField] = []
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
      "winograd", &winograd,
      "when 3×3 convolutions go by Winograd's algorithm: `auto` is where it is faster")
  }

  public func problems() -> [FieldProblem] {
    var seen: Set<String> = ["loss"]
    for metric in metrics where !seen.insert(metric.name).inserted {
      return [
        FieldProblem(
          "metrics", "'\(metric.name)' is listed twice", help: "give one of them another name")
      ]
    }
    return []
  }
}
