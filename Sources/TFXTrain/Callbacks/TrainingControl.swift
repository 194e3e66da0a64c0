public import TFXCore
import TFXModel

/// A training as its callbacks see it, and what they may change of it.
public final class TrainingControl {
  /// The model, whose weights may be read and set between two steps.
  public let model: Sequential

  private let described: [(name: String, callback: any Callback)]
  /// All callbacks, in the order in which they are called.
  let callbacks: [any Callback]
  /// Where callbacks put checkpoints; nil if the training has no run.
  weak var store: (any CheckpointStore)?
  private var told: [String] = []
  /// Whether the training stops although nobody here wants it to: another rank does.
  package private(set) var isStoppedByOthers = false

  /// - Parameters:
  ///   - described: Those of the configuration, which are called first.
  ///   - others: Those that a program adds, such as what saves the states of the first.
  package init(
    _ model: Sequential, described: [(name: String, callback: any Callback)] = [],
    others: [any Callback] = []
  ) {
    self.model = model
    self.described = described
    callbacks = described.map(\.callback) + others
  }

  /// How far the next step goes.
  public var learningRate: Double {
    get throws(TrainError) { try model.learningRate }
  }

  /// Settles how far steps go from now on.
  public func setLearningRate(_ rate: Double) throws(TrainError) { try model.setLearningRate(rate) }

  /// Tells the one who trains what a callback did.
  public func tell(_ text: String) { told.append(text) }

  /// What callbacks have told since this was asked the last time.
  public func takeTold() -> [String] {
    defer { told = [] }
    return told
  }

  /// Whether a callback wants to stop.
  public var wantsStop: Bool { callbacks.contains(where: \.wantsStop) }

  /// Takes note of a stop that all ranks agree on.
  func noteStop() { if !wantsStop { isStoppedByOthers = true } }

  /// Why the training stops before its last epoch, if a callback says so.
  public var stopReason: String? {
    for callback in callbacks where callback.wantsStop {
      if let reason = callback.stopReason { return reason }
    }
    return nil
  }

  /// The states of the configuration's callbacks, under their names in checkpoints.
  public var callbackState: [(name: String, value: Tensor)] {
    described.flatMap { name, callback in
      callback.state.map { (name: "callbacks/\(name)/\($0.name)", value: $0.value) }
    }
  }

  /// Gives the configuration's callbacks their states back; of the tensors of a checkpoint, each gets
  /// its own.
  func restore(_ tensors: [String: Tensor]) throws {
    for (name, callback) in described {
      let prefix = "callbacks/\(name)/"
      var own: [String: Tensor] = [:]
      for (name, value) in tensors where name.hasPrefix(prefix) {
        own[String(name.dropFirst(prefix.count))] = value
      }
      if !own.isEmpty { try callback.restore(own) }
    }
  }
}
