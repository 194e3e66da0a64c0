public import TFXCore

/// Writes checkpoints of the training besides those that each run writes, into the run's folder of
/// them.
///
/// As [Keras's ModelCheckpoint](https://keras.io/api/callbacks/model_checkpoint/), with `keep`, and
/// with numbers of epochs for `save_freq`.
public struct ModelCheckpoint: CallbackDescription {
  public static let kind = "ModelCheckpoint"

  /// The name of the file, with values in it.
  public var filepath: CheckpointName = "epoch-{epoch:02d}.safetensors"
  /// The value of the logs by which an epoch is better than those before.
  public var monitor = "val_loss"
  /// Whether less or more is better.
  public var mode = MonitorMode.auto
  /// Whether only what is better than all before is written.
  public var saveBestOnly = false
  /// Whether the file holds the weights alone, as `--weights` takes them.
  public var saveWeightsOnly = false
  /// How often it writes.
  public var saveFreq = SaveFrequency.epochs(1)
  /// What the first value must be better than; nil for nothing.
  public var initialValueThreshold: Double?
  /// How many files are kept, the older ones being removed; nil for all.
  public var keep: Int?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "filepath", &filepath, "name in the run's folder 'checkpoints', with {epoch} and other values"
    )
    f.optional("monitor", &monitor, "value of the logs that `save_best_only` goes by")
    f.optional("mode", &mode, "whether less or more is better")
    f.optional(
      "save_best_only", &saveBestOnly, "whether only what is better than all before is written")
    f.optional(
      "save_weights_only", &saveWeightsOnly,
      "whether the file holds the weights alone, as --weights takes them")
    f.optional(
      "save_freq", &saveFreq,
      in: Limits("at least 1", bounds: ValueBounds(minimum: 1)) { $0.count >= 1 },
      "how often: `epoch`, `5 epochs`, or a number of steps")
    f.optional(
      "initial_value_threshold", &initialValueThreshold,
      "what the first value must be better than")
    f.optional(
      "keep", &keep, in: Limits.atLeast(1).orNone, "how many files are kept, the older ones removed"
    )
  }

  public func problems() -> [FieldProblem] {
    if initialValueThreshold != nil, !saveBestOnly {
      return [
        FieldProblem(
          "initial_value_threshold", "it has no effect without 'save_best_only: true'")
      ]
    }
    guard case .steps = saveFreq else { return [] }
    let named =
      (saveBestOnly ? [("monitor", monitor)] : []) + filepath.names.map { ("filepath", $0) }
    return named.filter { $0.1.hasPrefix("val_") }.prefix(1).map { field, name in
      FieldProblem(
        field, "'\(name)' is known at the end of an epoch, and not after some steps",
        help: "write save_freq: epoch, or name a value of training")
    }
  }

  public var watched: WatchedValue? { saveBestOnly ? WatchedValue(monitor, mode) : nil }
  public var mentioned: [String] { filepath.names }

  public func callback(_ monitor: Monitor?) -> any Callback { CheckpointSaver(self, monitor) }
}

/// The callback of ``ModelCheckpoint``.
private final class CheckpointSaver: Callback {
  private let options: ModelCheckpoint
  private let monitor: Monitor?
  private weak var training: TrainingControl?
  private var epoch = 0

  private var best: Double?
  /// Epochs or steps since it wrote the last time.
  private var waited = 0
  /// The files that it wrote and that are still there, if only some are kept.
  private var files: [String] = []

  init(_ options: ModelCheckpoint, _ monitor: Monitor?) {
    self.options = options
    self.monitor = monitor
    best = options.initialValueThreshold
  }

  func trainingBegins(_ training: TrainingControl) throws { self.training = training }

  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) { self.epoch = epoch }

  func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws {
    guard case .steps(let count) = options.saveFreq, isDue(count) else { return }
    let values = running()
    try save(step: step, isEpochEnd: false) { values[$0] }
  }

  func epochEnds(_ log: EpochLog) throws {
    guard case .epochs(let count) = options.saveFreq, isDue(count) else { return }
    try save(step: 0, isEpochEnd: true) { log[$0] }
  }

  private func isDue(_ count: Int) -> Bool {
    waited += 1
    if waited < count { return false }
    waited = 0
    return true
  }

  private func save(step: Int, isEpochEnd: Bool, _ value: (String) -> Double?) throws {
    if let monitor {
      guard let value = value(monitor.name) else { return }
      if let best, !monitor.isBetter(value, than: best) { return }
      best = value
    }
    guard let store = training?.store else { throw TrainError.noRun(owner: ModelCheckpoint.kind) }
    let file = options.filepath.file(epoch: epoch, batch: step, value)
    try store.save(file, epoch: epoch, weightsOnly: options.saveWeightsOnly, isEpochEnd: isEpochEnd)
    guard let keep = options.keep else { return }
    files.removeAll { $0 == file }
    files.append(file)
    while files.count > keep { store.remove(files.removeFirst()) }
  }

  // MARK: State

  var state: [(name: String, value: Tensor)] {
    let names = Array(files.joined(separator: "\n").utf8)
    return [("waited", Tensor(Int64(waited))), ("files", Tensor(names))]
      + (best.map { [("best", Tensor($0))] } ?? [])
  }

  func restore(_ state: [String: Tensor]) {
    waited = Int(state["waited"]?.doubles().first ?? 0)
    best = state["best"]?.doubles().first
    let names = state["files"]?.scalars(as: UInt8.self) ?? []
    files = String(decoding: names, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
