import TFXConfig
import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXTrain

/// A run that is gone on with: what it has done, and what has changed since.
struct ResumedRun {
  let run: RunDirectory
  /// Keeps other processes out.
  let lock: FileLock
  let checkpoint: Checkpoint
  /// The data as it is now; nil for a run of an earlier version, which says nothing of its data.
  private(set) var data: DataFingerprint?
  /// What is different in the data, a line each.
  let dataChanges: [String]
  /// The encoders of the run, if the data as it is would give others: theirs are the numbers that the
  /// weights know.
  private(set) var fitted: Preprocessing?

  /// Opens a run that has a checkpoint.
  ///
  /// - Throws: ``Failure`` if the data is not what it was, unless that is accepted.
  init(_ run: RunDirectory, _ data: DataConfig, acceptChanges: Bool) throws {
    self.run = run
    lock = try run.lock()
    checkpoint = try Checkpoint.read(run.last)
    guard let old = checkpoint.data else {
      dataChanges = []
      return
    }
    let now = try DataFingerprint(data)
    dataChanges = now.changes(since: old)
    self.data = now
    if !dataChanges.isEmpty { fitted = checkpoint.preprocessing }
    if !dataChanges.isEmpty, !acceptChanges {
      throw Failure(
        "error: the data is not that which \(run.path) was trained on"
          + dataChanges.prefix(10).map { "\n  \($0)" }.joined()
          + "\n  add --accept-changes to go on with it as it is, or leave out --resume to start a "
          + "new run", exitCode: .badData)
    }
  }

  /// The data as the weights know it.
  mutating func prepare(_ experiment: Experiment) throws -> PreparedData {
    let data = try experiment.prepareData(fitted: fitted)
    guard fitted == nil, let known = checkpoint.preprocessing, data.preprocessing != known else {
      return data
    }
    // Changed data was accepted before, or the configuration says something else of it.
    fitted = known
    return try experiment.prepareData(fitted: known)
  }

  /// The fingerprint of the data, which was taken when the run was opened; nil for a run of an earlier
  /// version.
  func fingerprint(_ prepared: PreparedData) -> FingerprintTask? {
    data.map { data in
      var data = data
      data.split = prepared.split
      return FingerprintTask(data)
    }
  }

  /// Takes note of how the data was divided, which must be as before if the data is.
  mutating func check(_ prepared: PreparedData) throws {
    data?.split = prepared.split
    guard dataChanges.isEmpty, let split = prepared.split, let old = checkpoint.data?.split,
      split != old
    else { return }
    throw Failure(
      "error: the data is not divided as it was when \(run.path) was trained: \(old.train) rows "
        + "to train on, \(old.validation) to validate and \(old.test) to test, and now "
        + "\(split.train), \(split.validation) and \(split.test), or others of them"
        + "\n  leave out --resume to start a new run", exitCode: .badData)
  }

  /// The configuration that it was trained under last.
  private var configuration: ExperimentConfig {
    get throws {
      if let config = try ExperimentConfig(checkpoint, at: run.last) { return config }
      throw Failure(
        "\(run.last): error: a Swift program saved this model, and it does not say what it was "
          + "trained on", exitCode: .badData)
    }
  }

  /// The configuration to go on under. Of columns it says what was decided for the data before, if that
  /// is used for other data, unless its user says something else.
  func resolved(
    _ experiment: Experiment, _ model: Sequential, _ data: PreparedData
  ) throws -> ExperimentConfig {
    var config = try experiment.resolved(model, data, in: run)
    if fitted != nil, let decided = try configuration.data.features {
      config.data.features = .restated(config.data.features, as: decided)
    }
    return config
  }

  /// The places at which the configuration is not the one that the run was trained under.
  ///
  /// - Throws: ``Failure`` if there is one under which the run cannot be gone on with.
  func changes(to new: ExperimentConfig) throws -> [ConfigChange] {
    var old = try configuration
    var new = new
    // Where the files lie is no matter if they are known by their content.
    let place = { (path: String) in
      checkpoint.data == nil ? FilePath.absolute(FilePath.joined(run.path, path)) : ""
    }
    old.data = old.data.mapPaths(place)
    new.data = new.data.mapPaths(place)
    let changes = ConfigChange.all(from: old, to: new)
    let refused = changes.filter { !$0.isAllowed }
    if !refused.isEmpty {
      throw Failure(
        "error: the configuration is not the one that \(run.path) was started with"
          + refused.prefix(10).map { "\n  \($0.line)" }.joined()
          + "\n  layers and data stay as they are, the rest may change; leave out --resume to "
          + "start a new run", exitCode: .badConfig)
    }
    return changes
  }

  /// Gives the model its state back; the tensors that the run goes on from.
  func restore(
    _ model: Sequential, _ config: ExperimentConfig, _ changes: [ConfigChange]
  ) throws -> [String: Tensor] {
    let saved = try saved(changes, model, config)
    do throws(TrainError) {
      try model.setState(saved, from: run.last)
    } catch {
      let optimizer = changes.filter(\.isOptimizer).map(\.line)
      guard case .weights(_, let problems) = error, !optimizer.isEmpty else { throw error }
      let lines = (optimizer + problems.prefix(4)).map { "\n  \($0)" }.joined()
      throw Failure(
        "error: \(run.path) has not kept what the optimizer needs now" + lines,
        exitCode: .badConfig)
    }
    return saved
  }

  /// The tensors to go on from: without what belongs to something that has changed.
  private func saved(_ changes: [ConfigChange], _ model: Sequential, _ config: ExperimentConfig)
    throws
    -> [String: Tensor]
  {
    var saved = checkpoint.tensorsByName
    if changes.contains(where: \.isLearningRate),
      let variable = try model.graph.training?.learningRateVariable,
      let rate = config.compile.optimizer.value.learningRate.constant
    {
      saved[variable.name] = Tensor(rate).converted(to: variable.spec.dtype)
    }
    // What a callback remembers of one value says nothing of another.
    let before = try configuration.fit.callbacks
    let watched = Dictionary(
      uniqueKeysWithValues: zip(CallbackField.names(before), before.map(\.value.watched)))
    for (name, field) in zip(CallbackField.names(config.fit.callbacks), config.fit.callbacks)
    where watched[name] ?? nil != field.value.watched {
      saved = saved.filter { !$0.key.hasPrefix("callbacks/\(name)/") }
    }
    return saved
  }

  /// The lines that tell what is different from before.
  func notes(_ changes: [ConfigChange]) -> [String] {
    var notes: [String] = []
    if !dataChanges.isEmpty {
      notes.append("Other data than before, by the encoders that were fitted to that:")
      notes += dataChanges.map { "  \($0)" }
      let split = data?.split
      if split.map({ $0.validation + $0.test > 0 }) == true {
        notes.append("  rows to validate or test with are drawn anew, and may have been trained on")
      }
    }
    if !changes.isEmpty {
      notes.append("Changed since epoch \(checkpoint.epoch):")
      notes += changes.map { "  \($0.line)" }
    }
    return notes
  }
}
