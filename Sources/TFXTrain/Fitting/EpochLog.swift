/// What is known of an epoch when it is done: one row of a metrics log.
public struct EpochLog: Sendable {
  /// The epoch, from 1.
  public let epoch: Int
  /// Training steps done since the beginning.
  public let step: Int
  /// Loss and metrics on the training part, while the weights changed.
  public let train: Measurements
  /// Loss and metrics on the validation part after the epoch; nil if there is none, or the epoch was
  /// not validated.
  public let validation: Measurements?
  /// Whether there is a validation part.
  public let hasValidation: Bool
  /// The learning rate of the epoch.
  public let learningRate: Double
  /// Training samples per second, without validation.
  public let samplesPerSecond: Double
  /// Seconds since training began, validation included.
  public let elapsedSeconds: Double

  package init(
    epoch: Int, step: Int, train: Measurements, validation: Measurements?,
    hasValidation: Bool? = nil, learningRate: Double, samplesPerSecond: Double,
    elapsedSeconds: Double
  ) {
    self.epoch = epoch
    self.step = step
    self.train = train
    self.validation = validation
    self.hasValidation = hasValidation ?? (validation != nil)
    self.learningRate = learningRate
    self.samplesPerSecond = samplesPerSecond
    self.elapsedSeconds = elapsedSeconds
  }

  /// Every value under its name in logs: `loss`, `accuracy`, `val_loss`, ….
  public var values: [(name: String, value: Double)] {
    train.values + (validation?.values.map { ("val_\($0.name)", $0.value) } ?? [])
  }

  /// The names of all values that some epoch has.
  public var names: [String] {
    let own = train.values.map(\.name)
    return own + (hasValidation ? (validation?.values.map(\.name) ?? own).map { "val_\($0)" } : [])
  }

  /// The value of the given name.
  public subscript(name: String) -> Double? { values.first { $0.name == name }?.value }
}
