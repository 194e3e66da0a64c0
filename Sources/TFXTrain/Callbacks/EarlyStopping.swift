public import TFXCore

/// Ends the training when a value of the logs has not become better for some epochs.
///
/// As [Keras's EarlyStopping](https://keras.io/api/callbacks/early_stopping/).
public struct EarlyStopping: CallbackDescription {
  public static let kind = "EarlyStopping"

  /// The value of the logs that it goes by.
  public var monitor = "val_loss"
  /// What a value must be better by.
  public var minDelta = 0.0
  /// The epochs without a better value after which it ends the training.
  public var patience = 0
  /// Whether less or more is better.
  public var mode = MonitorMode.auto
  /// What a value must be better than for the epochs to be counted anew; nil for no such value.
  public var baseline: Double?
  /// Whether the model has the weights of the best epoch in the end.
  public var restoreBestWeights = false
  /// The epochs at the beginning that it does not look at.
  public var startFromEpoch = 0

  public init() {}

  /// Ends the training when `monitor` has not become better for `patience` epochs.
  public init(monitor: String = "val_loss", patience: Int, restoreBestWeights: Bool = false) {
    self.monitor = monitor
    self.patience = patience
    self.restoreBestWeights = restoreBestWeights
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("monitor", &monitor, "value of the logs that it goes by")
    f.optional("min_delta", &minDelta, in: .atLeast(0), "what a value must be better by")
    f.optional(
      "patience", &patience, in: .atLeast(0),
      "epochs without a better value after which it ends the training")
    f.optional("mode", &mode, "whether less or more is better")
    f.optional(
      "baseline", &baseline, "what a value must be better than for the epochs to be counted anew")
    f.optional(
      "restore_best_weights", &restoreBestWeights,
      "whether the model has the weights of the best epoch in the end")
    f.optional(
      "start_from_epoch", &startFromEpoch, in: .atLeast(0),
      "epochs at the beginning that it does not look at")
  }

  public var watched: WatchedValue? { WatchedValue(monitor, mode) }

  public func callback(_ monitor: Monitor?) -> any Callback {
    guard let monitor else { preconditionFailure("EarlyStopping without a value to watch") }
    return EarlyStopper(self, monitor)
  }
}

/// The callback of ``EarlyStopping``.
private final class EarlyStopper: Callback {
  private let options: EarlyStopping
  private let monitor: Monitor
  private var training: TrainingControl?

  /// Epochs since the last better value.
  private var wait = 0
  private var best: Double?
  private var bestEpoch = 0
  /// The epoch after which it ended the training; 0 if it has not.
  private var stoppedEpoch = 0
  private var bestWeights: [(name: String, value: Tensor)] = []

  init(_ options: EarlyStopping, _ monitor: Monitor) {
    self.options = options
    self.monitor = monitor
  }

  func trainingBegins(_ training: TrainingControl) { self.training = training }

  func epochEnds(_ log: EpochLog) throws {
    guard let value = log[monitor.name], log.epoch > options.startFromEpoch else { return }
    wait += 1
    if isBetter(value, than: best) {
      best = value
      try keepWeights(of: log.epoch)
      // As in Keras, the epochs are counted anew for what beats the baseline alone.
      if isBetter(value, than: options.baseline) { wait = 0 }
    } else if wait >= options.patience, log.epoch > 1 {
      stoppedEpoch = log.epoch
    }
  }

  func trainingEnds() throws {
    if let training, !bestWeights.isEmpty { try training.model.setWeights(tensors(bestWeights)) }
    training = nil
  }

  var wantsStop: Bool { stoppedEpoch > 0 }

  var stopReason: String? { "\(monitor.name) has not become better since epoch \(bestEpoch)" }

  private func isBetter(_ value: Double, than other: Double?) -> Bool {
    other.map { monitor.isBetter(value, than: $0, by: options.minDelta) } ?? true
  }

  private func keepWeights(of epoch: Int) throws {
    bestEpoch = epoch
    guard options.restoreBestWeights, let training else { return }
    // In the order in which a resumed run has them.
    bestWeights = try training.model.weights.sorted { $0.name < $1.name }
  }

  private func tensors(_ named: [(name: String, value: Tensor)]) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: named.map { ($0.name, $0.value) })
  }

  // MARK: State

  private static let weightsPrefix = "best_weights/"

  var state: [(name: String, value: Tensor)] {
    var state = [
      (name: "wait", value: Tensor(Int64(wait))),
      (name: "best_epoch", value: Tensor(Int64(bestEpoch))),
      (name: "stopped_epoch", value: Tensor(Int64(stoppedEpoch))),
    ]
    if let best { state.append(("best", Tensor(best))) }
    return state
      + bestWeights.map {
        (name: EarlyStopper.weightsPrefix + $0.name, value: $0.value)
      }
  }

  func restore(_ state: [String: Tensor]) {
    let number = { (name: String) in Int(state[name]?.doubles().first ?? 0) }
    wait = number("wait")
    bestEpoch = number("best_epoch")
    stoppedEpoch = number("stopped_epoch")
    best = state["best"]?.doubles().first
    bestWeights = state.keys.sorted().compactMap { name in
      guard name.hasPrefix(EarlyStopper.weightsPrefix), let value = state[name] else { return nil }
      return (name: String(name.dropFirst(EarlyStopper.weightsPrefix.count)), value: value)
    }
  }
}
