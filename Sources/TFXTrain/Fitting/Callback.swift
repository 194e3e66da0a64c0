/// Something that looks on while a model is trained: it logs, saves, or stops.
public protocol Callback: AnyObject {
  /// An epoch begins, counted from 1.
  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) throws

  /// A step of an epoch is done, counted from 1.
  ///
  /// - Parameters:
  ///   - loss: That of the step's batch, before the update.
  ///   - running: Of the epoch so far. Computed when asked for.
  func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws

  /// An epoch is done, validation included.
  func epochEnds(_ log: EpochLog) throws

  /// Training is over: all epochs are done, somebody wanted to stop, or the loss is not finite.
  func trainingEnds() throws

  /// Whether to stop before the next step.
  var wantsStop: Bool { get }
}

extension Callback {
  public func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) throws {}
  public func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws {}
  public func epochEnds(_ log: EpochLog) throws {}
  public func trainingEnds() throws {}
  public var wantsStop: Bool { false }
}

/// What is known of an epoch when it is done: one row of a metrics log.
public struct EpochLog: Sendable {
  /// The epoch, from 1.
  public let epoch: Int
  /// Training steps done since the beginning.
  public let step: Int
  /// Loss and metrics on the training part, while the weights changed.
  public let train: Measurements
  /// Loss and metrics on the validation part, if there is one, after the epoch.
  public let validation: Measurements?
  /// The learning rate of the epoch.
  public let learningRate: Double
  /// Training samples per second, without validation.
  public let samplesPerSecond: Double
  /// Seconds since training began, validation included.
  public let elapsedSeconds: Double

  package init(
    epoch: Int, step: Int, train: Measurements, validation: Measurements?, learningRate: Double,
    samplesPerSecond: Double, elapsedSeconds: Double
  ) {
    self.epoch = epoch
    self.step = step
    self.train = train
    self.validation = validation
    self.learningRate = learningRate
    self.samplesPerSecond = samplesPerSecond
    self.elapsedSeconds = elapsedSeconds
  }

  /// Every value under its name in logs: `loss`, `accuracy`, `val_loss`, ….
  public var values: [(name: String, value: Double)] {
    train.values + (validation?.values.map { ("val_\($0.name)", $0.value) } ?? [])
  }

  /// The value that tells how good the epoch is, smaller being better: the validation loss; the
  /// training loss where there is no validation.
  public var monitored: (name: String, value: Double) {
    validation.map { ("val_loss", $0.loss) } ?? ("loss", train.loss)
  }
}
