public import TFXCore

/// Something that looks on while a model is trained: it logs, saves, stops, or changes what the
/// training goes by.
public protocol Callback: AnyObject {
  /// Training begins, or goes on.
  func trainingBegins(_ training: TrainingControl) throws

  /// An epoch begins, counted from 1.
  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) throws

  /// A step of an epoch is done, counted from 1.
  ///
  /// - Parameters:
  ///   - loss: That of the step's batch, before the update.
  ///   - running: Of the epoch so far. Computed when asked for.
  func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws

  /// The loss of a step is infinite or not a number; the training fails unless a callback wants to stop
  /// then. Nobody is told of the step's end.
  func lossIsNotFinite(_ loss: Double, epoch: Int, step: Int) throws

  /// An epoch is done, validation included.
  func epochEnds(_ log: EpochLog) throws

  /// Training is over: all epochs are done, somebody wanted to stop, or the loss is not finite.
  func trainingEnds() throws

  /// Whether to stop before the next step.
  var wantsStop: Bool { get }

  /// Why it wants to stop, for the one who trains.
  var stopReason: String? { get }

  /// What it remembers of the epochs so far, which goes into checkpoints, so that a resumed run ends
  /// as an uninterrupted one.
  var state: [(name: String, value: Tensor)] { get }

  /// Gives it back what ``state`` held when the run was saved, by name.
  func restore(_ state: [String: Tensor]) throws
}

extension Callback {
  public func trainingBegins(_ training: TrainingControl) throws {}
  public func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) throws {}
  public func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws {}
  public func lossIsNotFinite(_ loss: Double, epoch: Int, step: Int) throws {}
  public func epochEnds(_ log: EpochLog) throws {}
  public func trainingEnds() throws {}
  public var wantsStop: Bool { false }
  public var stopReason: String? { nil }
  public var state: [(name: String, value: Tensor)] { [] }
  public func restore(_ state: [String: Tensor]) throws {}
}
