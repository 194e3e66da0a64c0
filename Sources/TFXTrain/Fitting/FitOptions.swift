public import TFXCore
package import TFXModel

/// How long and in what portions a model is trained: Keras's `fit`.
public struct FitOptions: Section {
  public static let owner = "the fit section"

  /// How often training goes through the data.
  public var epochs = 1
  /// Samples per step.
  public var batchSize = 32
  /// Into how many equal parts a batch is cut, whose gradients are computed by themselves and added up in
  /// a fixed order: then results don't depend on the number of ranks. Nil for whole batches, or as many
  /// parts as ranks.
  public var shards: Int?
  /// Whether every `BatchNormalization` normalizes a batch that is cut by what all its parts have.
  public var syncBatchNorm = false
  /// Whether the samples' order is drawn anew for each epoch.
  public var shuffle = true
  /// After which epochs the model is validated.
  public var validationFreq: ValidationFrequency = 1
  /// The steps of an epoch, which goes on in the data where the one before ended; if nil, as many as it
  /// takes to go through the data once.
  public var stepsPerEpoch: Int?
  /// The time after which the training ends; nil for no limit. It goes on to the end of the step, and
  /// within the first epoch ends that there.
  public var maxTime: TimeSpan?
  /// How much the samples of each class count in the loss of training; nil if all classes count alike.
  public var classWeight: ClassWeights?
  /// The value of the logs that decides which epoch is the best; if nil, the validation loss, or the
  /// loss where there is no validation.
  public var monitor: String?
  /// Whether less or more of it is better.
  public var mode = MonitorMode.auto
  /// Whether the probabilities of the best epoch are calibrated on the validation part by `tfx train`, with a
  /// temperature ([Guo and others 2017](https://arxiv.org/abs/1706.04599)).
  public var calibrate = false
  /// Whether the run gets files for TensorBoard.
  public var tensorboard = false
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
    f.optional(
      "shards", &shards, in: Limits.from(1, to: 1024).orNone,
      "equal parts of a batch, summed in a fixed order: the same results for any number of ranks "
        + "that divides them; if null, as many as ranks")
    f.optional(
      "sync_batch_norm", &syncBatchNorm,
      "whether all parts of a batch share mean and variance in every BatchNormalization")
    f.optional("shuffle", &shuffle, "whether the order is drawn anew for each epoch")
    f.optional(
      "validation_freq", &validationFreq, in: .counted,
      "after how many epochs each the model is validated, or a list of epochs")
    f.optional(
      "steps_per_epoch", &stepsPerEpoch, in: Limits.atLeast(1).orNone,
      "steps of an epoch, which goes on in the data where the last ended; if null, all the data")
    f.optional(
      "max_time", &maxTime, in: Limits("more than 0s") { $0.seconds > 0 }.orNone,
      "time after which the training ends: 90s, 10m, 1h30m")
    f.optional(
      "class_weight", &classWeight,
      "`balanced`, or how much the samples of each class count in training, by its name")
    f.optional(
      "monitor", &monitor,
      "value of the logs that decides which epoch is the best; the validation loss if left out")
    f.optional("mode", &mode, "whether less or more of it is better")
    f.optional(
      "calibrate", &calibrate,
      "whether probabilities are calibrated on the validation part after the training, by a "
        + "temperature that divides the logits")
    f.optional("tensorboard", &tensorboard, "whether the run gets files for TensorBoard")
    f.optional("callbacks", &callbacks, "what looks on, stops and changes the training")
  }

  public func problems() -> [FieldProblem] {
    if monitor == nil, mode != .auto {
      return [
        FieldProblem("mode", "there is no monitor for it", help: "name one: monitor: val_loss")
      ]
    }
    if let shards, shards > batchSize {
      return [
        FieldProblem(
          "shards", "\(TrainError.smallBatch(batchSize, shards: shards))",
          help: TrainError.smallBatch(batchSize, shards: shards).help)
      ]
    }
    if !(1...epochs).contains(where: validationFreq.contains) {
      return [
        FieldProblem(
          "validation_freq", "none of the \(epochs) epochs would be validated",
          help: "epochs are counted from 1")
      ]
    }
    return []
  }

  /// How the batches of a training on so many ranks come to the graph.
  package func batchCut(ranks: Int) -> BatchCut {
    shards == nil && ranks == 1 ? .whole : .shards(isSynchronized: syncBatchNorm)
  }

  /// What decides which epoch is the best.
  ///
  /// - Throws: ``TrainError/monitor(owner:name:known:hasValidation:)``.
  package func bestMonitor(_ logs: LogValues) throws(TrainError) -> Monitor {
    try WatchedValue(monitor ?? (logs.hasValidation ? "val_loss" : "loss"), mode).monitor(
      for: "fit", in: logs)
  }

  /// The value that a callback goes by, if it goes by one.
  ///
  /// - Throws: ``TrainError/monitor(owner:name:known:hasValidation:)`` if the logs don't have it or
  ///   another that the callback names; ``TrainError/scheduledFor(owner:)``.
  package func monitor(
    of callback: CallbackField, _ options: CompileOptions?, _ logs: LogValues
  ) throws(TrainError) -> Monitor? {
    let value = callback.value
    if value.setsLearningRate, let options, options.optimizer.value.learningRate.constant == nil {
      throw .scheduledFor(owner: value.kind)
    }
    for name in value.mentioned {
      _ = try WatchedValue(name).monitor(for: value.kind, in: logs)
    }
    return try value.watched?.monitor(for: value.kind, in: logs)
  }
}
