public import TFXCore
package import TFXModel

/// How long and in what portions a model is trained: Keras's `fit`.
public struct FitOptions: Section {
  public static let owner = "the fit section"

  /// How often training goes through the data.
  public var epochs = 1
  /// Samples per step.
  public var batchSize = 32
  /// Whether the samples' order is drawn anew for each epoch.
  public var shuffle = true
  /// The value of the logs that decides which epoch is the best; if nil, the validation loss, or the
  /// loss where there is no validation.
  public var monitor: String?
  /// Whether less or more of it is better.
  public var mode = MonitorMode.auto
  /// What looks on.
  public var callbacks: [CallbackField] = []

  public init() {}

  /// Trains for `epochs` in steps of `batchSize` samples.
  public init(
    epochs: Int, batchSize: Int = 32, shuffle: Bool = true,
    callbacks: [any CallbackDescription] = []
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.callbacks = callbacks.map { CallbackField($0) }
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("epochs", &epochs, in: .atLeast(1), "how often training goes through the data")
    f.optional("batch_size", &batchSize, in: .atLeast(1), "samples per step")
    f.optional("shuffle", &shuffle, "whether the order is drawn anew for each epoch")
    f.optional(
      "monitor", &monitor,
      "value of the logs that decides which epoch is the best; the validation loss if left out")
    f.optional("mode", &mode, "whether less or more of it is better")
    f.optional("callbacks", &callbacks, "what looks on, stops and changes the training")
  }

  public func problems() -> [FieldProblem] {
    if monitor == nil, mode != .auto {
      return [
        FieldProblem("mode", "there is no monitor for it", help: "name one: monitor: val_loss")
      ]
    }
    return []
  }

  /// What decides which epoch is the best.
  ///
  /// - Throws: ``TrainError/monitor(owner:name:known:hasValidation:)``.
  package func bestMonitor(
    _ metrics: [MetricField], hasValidation: Bool
  ) throws(TrainError) -> Monitor {
    try WatchedValue(monitor ?? (hasValidation ? "val_loss" : "loss"), mode).monitor(
      for: "fit", metrics, hasValidation: hasValidation)
  }

  /// The value that a callback goes by, if it goes by one.
  ///
  /// - Throws: ``TrainError/monitor(owner:name:known:hasValidation:)``.
  package func monitor(
    of callback: CallbackField, _ metrics: [MetricField], hasValidation: Bool
  ) throws(TrainError) -> Monitor? {
    try callback.value.watched?.monitor(
      for: callback.value.kind, metrics, hasValidation: hasValidation)
  }
}
