public import TFXCore

/// Lowers the learning rate when a value of the logs has not become better for some epochs.
///
/// As [Keras's ReduceLROnPlateau](https://keras.io/api/callbacks/reduce_lr_on_plateau/).
public struct ReduceLROnPlateau: CallbackDescription {
  public static let kind = "ReduceLROnPlateau"

  /// The value of the logs that it goes by.
  public var monitor = "val_loss"
  /// What the learning rate is multiplied by.
  public var factor = 0.1
  /// The epochs without a better value after which it lowers the rate.
  public var patience = 10
  /// Whether less or more is better.
  public var mode = MonitorMode.auto
  /// What a value must be better by.
  public var minDelta = 0.0001
  /// The epochs behind a lowering in which it does not count.
  public var cooldown = 0
  /// The lowest rate.
  public var minLr = 0.0

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("monitor", &monitor, "value of the logs that it goes by")
    f.optional(
      "factor", &factor, in: .between(0, 1),
      "what the learning rate is multiplied by")
    f.optional(
      "patience", &patience, in: .atLeast(0),
      "epochs without a better value after which it lowers the rate")
    f.optional("mode", &mode, "whether less or more is better")
    f.optional("min_delta", &minDelta, in: .atLeast(0), "what a value must be better by")
    f.optional(
      "cooldown", &cooldown, in: .atLeast(0), "epochs behind a lowering in which it does not count")
    f.optional("min_lr", &minLr, in: .atLeast(0), "lowest rate")
  }

  public var watched: WatchedValue? { WatchedValue(monitor, mode) }
  public var setsLearningRate: Bool { true }

  public func callback(_ monitor: Monitor?) -> any Callback {
    guard let monitor else { preconditionFailure("ReduceLROnPlateau without a value to watch") }
    return RateReducer(self, monitor)
  }
}

/// The callback of ``ReduceLROnPlateau``.
private final class RateReducer: Callback {
  private let options: ReduceLROnPlateau
  private let monitor: Monitor
  private var training: TrainingControl?

  private var best: Double?
  /// Epochs since the last better value or the last lowering.
  private var wait = 0
  /// Epochs in which it still does not count.
  private var cooldown = 0

  init(_ options: ReduceLROnPlateau, _ monitor: Monitor) {
    self.options = options
    self.monitor = monitor
  }

  func trainingBegins(_ training: TrainingControl) { self.training = training }
  func trainingEnds() { training = nil }

  func epochEnds(_ log: EpochLog) throws {
    guard let value = log[monitor.name] else { return }
    if cooldown > 0 {
      cooldown -= 1
      wait = 0
    }
    if best.map({ monitor.isBetter(value, than: $0, by: options.minDelta) }) ?? true {
      best = value
      wait = 0
    } else if cooldown == 0 {
      wait += 1
      if wait >= options.patience, try lower() {
        cooldown = options.cooldown
        wait = 0
      }
    }
  }

  /// Lowers the learning rate; false if it cannot become lower.
  private func lower() throws -> Bool {
    guard let training else { return false }
    let rate = try training.learningRate
    // The rate is a float32, and so is the lowest one when it is reached.
    if rate <= Double(Float(options.minLr)) { return false }
    let lower = max(rate * options.factor, options.minLr)
    try training.setLearningRate(lower)
    training.tell("learning rate lowered to \(Float(lower)): no better \(monitor.name)")
    return true
  }

  var state: [(name: String, value: Tensor)] {
    [("wait", Tensor(Int64(wait))), ("cooldown", Tensor(Int64(cooldown)))]
      + (best.map { [("best", Tensor($0))] } ?? [])
  }

  func restore(_ state: [String: Tensor]) {
    wait = Int(state["wait"]?.doubles().first ?? 0)
    cooldown = Int(state["cooldown"]?.doubles().first ?? 0)
    best = state["best"]?.doubles().first
  }
}
