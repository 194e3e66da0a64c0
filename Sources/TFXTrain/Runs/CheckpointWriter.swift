import TFXCore
public import TFXData
import TFXGraph
import TFXModel

/// Writes `last.safetensors` after an epoch, and `best.safetensors` when there was a better one;
/// at most once a second, and at the end. What is lost if the machine dies is a second of work.
public final class CheckpointWriter: Callback, CheckpointStore {
  /// The best epoch so far.
  public private(set) var best: Checkpoint.Best?
  /// Why the training ended before its last epoch, if a callback says so.
  public private(set) var stopReason: String?
  /// What tells later whether the data is still that of the training.
  package var data: FingerprintTask?
  /// Called with a file's path and epoch when it was written.
  package var told: (_ path: String, _ epoch: Int) -> Void = { _, _ in }

  private let run: RunDirectory
  private let model: Sequential
  private let config: String
  private let preprocessing: Preprocessing?
  private let monitor: Monitor?
  private weak var training: TrainingControl?

  private let interval: Duration
  private var lastWritten: ContinuousClock.Instant?
  private var unwrittenBest: Checkpoint?
  private var unwrittenLast: Checkpoint?
  /// What callbacks want to be written and removed at the end of the epoch.
  private var asked: [(name: String, weightsOnly: Bool)] = []
  private var obsolete: [String] = []

  /// Checkpoints of a model in a run's directory.
  ///
  /// - Parameters:
  ///   - config: The configuration with every default written out.
  ///   - monitor: What decides which epoch is the best; the validation loss, or the loss where
  ///     there is no validation, if nil.
  ///   - best: The best epoch of the part of the run that is resumed.
  ///   - interval: How long to wait after one writing before the next.
  public init(
    _ run: RunDirectory, _ model: Sequential, config: String, preprocessing: Preprocessing?,
    monitor: Monitor? = nil, best: Checkpoint.Best? = nil, interval: Duration = .seconds(1)
  ) {
    self.run = run
    self.model = model
    self.config = config
    self.preprocessing = preprocessing
    self.monitor = monitor
    self.best = best
    self.interval = interval
  }

  public func trainingBegins(_ training: TrainingControl) {
    self.training = training
    training.store = self
  }

  public func epochEnds(_ log: EpochLog) throws {
    let monitor = monitor ?? Monitor(log.hasValidation ? "val_loss" : "loss")
    // An epoch without a number is the best as long as there is no other.
    let value = log[monitor.name] ?? .nan
    let isBest =
      best.map { $0.value.isNaN ? !value.isNaN : monitor.isBetter(value, than: $0.value) } ?? true
    if isBest { best = Checkpoint.Best(epoch: log.epoch, name: monitor.name, value: value) }
    // Taken now, while the weights are those of the epoch's end.
    let checkpoint = try checkpoint(epoch: log.epoch, step: log.step)
    if isBest { unwrittenBest = try averaged(checkpoint) }
    unwrittenLast = checkpoint
    for (name, weightsOnly) in asked { try write(name, weightsOnly, checkpoint) }
    for name in obsolete { FileAccess.remove(path(name)) }
    (asked, obsolete) = ([], [])
    if let lastWritten, lastWritten.duration(to: .now) < interval { return }
    try write()
    lastWritten = .now
  }

  public func trainingEnds() throws {
    stopReason = training?.stopReason
    try write()
  }

  private func checkpoint(epoch: Int, step: Int) throws -> Checkpoint {
    Checkpoint(
      tensors: try model.state + (training?.callbackState ?? []), config: config,
      preprocessing: preprocessing, input: try model.graph.input.spec, epoch: epoch, step: step,
      best: best, data: data?.value)
  }

  /// The same with the moving averages of weights in place of the weights, if the optimizer keeps some:
  /// what is used is what Keras leaves in the model, and what is gone on with is what there was.
  private func averaged(_ checkpoint: Checkpoint) throws -> Checkpoint {
    guard let averages = try model.graph.training?.averages, !averages.isEmpty else {
      return checkpoint
    }
    var averaged = checkpoint
    let values = checkpoint.tensorsByName
    let names = Dictionary(
      uniqueKeysWithValues: averages.map { ($0.weight.name, $0.average.name) })
    for index in averaged.tensors.indices {
      guard let name = names[averaged.tensors[index].name], let value = values[name] else {
        continue
      }
      averaged.tensors[index].value = value
    }
    return averaged
  }

  // MARK: What callbacks ask for

  func save(_ name: String, epoch: Int, weightsOnly: Bool, isEpochEnd: Bool) throws {
    if isEpochEnd {
      asked.append((name, weightsOnly))
    } else {
      try write(name, weightsOnly, try checkpoint(epoch: epoch - 1, step: try model.stepsDone))
    }
  }

  func remove(_ name: String) { obsolete.append(name) }

  private func path(_ name: String) -> String { "\(run.checkpoints)/\(name)" }

  private func write(_ name: String, _ weightsOnly: Bool, _ checkpoint: Checkpoint) throws {
    let path = path(name)
    try FileAccess.makeDirectories(FilePath.directory(of: path))
    if weightsOnly {
      try Safetensors(tensors: try model.weights).write(path)
    } else {
      try checkpoint.write(path)
    }
  }

  private func write() throws {
    // The best one first: a run that dies between the two is resumed from before, and both agree.
    if let best = unwrittenBest {
      try best.write(run.best)
      told(run.best, best.epoch)
    }
    unwrittenBest = nil
    if let last = unwrittenLast {
      try last.write(run.last)
      told(run.last, last.epoch)
    }
    unwrittenLast = nil
  }
}
