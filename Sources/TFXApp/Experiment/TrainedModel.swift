package import TFXConfig
import TFXCore
package import TFXData
import TFXRuntime
package import TFXTrain

/// A model as a checkpoint holds it, ready to be used.
package struct TrainedModel {
  /// Where the checkpoint lies.
  package let path: String
  package let checkpoint: Checkpoint
  package let model: Sequential
  /// The experiment that made it; nil if a Swift program did.
  package let config: ExperimentConfig?

  /// Reads a checkpoint and rebuilds its model.
  ///
  /// - Throws: ``CheckpointError``; ``TrainError`` if its weights don't fit its layers;
  ///   `ConfigError` if its configuration is not one that this version understands.
  package init(_ path: String) throws {
    self.path = path
    checkpoint = try Checkpoint.read(path)
    if let experiment = try ExperimentConfig(checkpoint, at: path) {
      model = Sequential(
        entries: experiment.layers(checkpoint.preprocessing), name: experiment.name,
        seed: experiment.seed)
      try model.compile(
        experiment.compile, weighting: experiment.weighting(checkpoint.preprocessing),
        targetScale: checkpoint.preprocessing?.targetScale,
        temperature: checkpoint.preprocessing?.outputs.temperature)
      config = experiment
    } else {
      let description = try ModelDescription(checkpoint, at: path)
      model = Sequential(
        entries: description.model.layers, name: description.name, seed: description.seed)
      if let options = description.compile { try model.compile(options) }
      config = nil
    }
    try model.build(sampleShape: Array(checkpoint.input.shape.dimensions.dropFirst()))
    try model.setWeights(
      checkpoint.tensorsByName, from: path)
  }

  /// What turns files into inputs.
  ///
  /// - Throws: ``Failure`` for a model that was trained on tensors.
  package func preprocessing() throws -> Preprocessing {
    DataThreads.count = Session.threads
    if let preprocessing = checkpoint.preprocessing { return preprocessing }
    throw Failure(
      "\(path): error: a Swift program saved this model, and it does not say how files become "
        + "its inputs",
      exitCode: .badData)
  }
}

extension ExperimentConfig {
  /// The configuration that a checkpoint holds; nil if a Swift program saved it.
  ///
  /// - Throws: `ConfigError` if it is not one that this version understands.
  package init?(_ checkpoint: Checkpoint, at path: String) throws(ConfigError) {
    let file = try ConfigFile(path: "the configuration in \(path)", text: checkpoint.config)
    if file.root["data"] == nil { return nil }
    self = try file.read()
  }
}

extension ModelDescription {
  /// What a Swift program saved of a model.
  fileprivate init(_ checkpoint: Checkpoint, at path: String) throws(ConfigError) {
    let file = try ConfigFile(path: "the configuration in \(path)", text: checkpoint.config)
    self = try file.read()
  }
}

extension ConfigFile {
  /// The whole file as a value.
  fileprivate func read<Value: Configurable>() throws(ConfigError) -> Value {
    var diagnostics = Diagnostics()
    let value = FieldReader.read(
      Value.self, from: root, owner: "the configuration", &diagnostics)
    try check(diagnostics)
    guard let value else { preconditionFailure("\(path) gave neither a value nor an error") }
    return value
  }
}
