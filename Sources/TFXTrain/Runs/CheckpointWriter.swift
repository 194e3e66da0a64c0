public import TFXData
import TFXGraph
import TFXModel

/// Writes `last.safetensors` after an epoch, and `best.safetensors` when there was a better one;
/// at most once a second, and at the end. What is lost if the machine dies is a second of work.
public final class CheckpointWriter: Callback {
  /// The best epoch so far.
  public private(set) var best: Checkpoint.Best?

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

  public func trainingBegins(_ training: TrainingControl) { self.training = training }

  public func epochEnds(_ log: EpochLog) throws {
    let monitor = monitor ?? Monitor(log.validation == nil ? "loss" : "val_loss")
    let value = log[monitor.name] ?? .nan
    let isBest = best.map { monitor.isBetter(value, than: $0.value) } ?? true
    if isBest { best = Checkpoint.Best(epoch: log.epoch, name: monitor.name, value: value) }
    // Taken now, while the weights are those of the epoch's end.
    let checkpoint = Checkpoint(
      tensors: try model.state + (training?.callbackState ?? []), config: config,
      preprocessing: preprocessing,
      input: try model.graph.input.spec, epoch: log.epoch, step: log.step, best: best)
    if isBest { unwrittenBest = checkpoint }
    unwrittenLast = checkpoint
    if let lastWritten, lastWritten.duration(to: .now) < interval { return }
    try write()
    lastWritten = .now
  }

  public func trainingEnds() throws { try write() }

  private func write() throws {
    // The best one first: a run that dies between the two is resumed from before, and both agree.
    try unwrittenBest?.write(run.best)
    unwrittenBest = nil
    try unwrittenLast?.write(run.last)
    unwrittenLast = nil
  }
}
