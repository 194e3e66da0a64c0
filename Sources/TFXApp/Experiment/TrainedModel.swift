import TFXConfig
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
    let file = try ConfigFile(path: "the configuration in \(path)", text: checkpoint.config)
    var diagnostics = Diagnostics()
    if file.root["data"] == nil {
      let read = FieldReader.read(
        ModelDescription.self, from: file.root, owner: "the configuration", &diagnostics)
      try file.check(diagnostics)
      model = Sequential(
        entries: read?.model.layers ?? [], name: read?.name ?? "", seed: read?.seed ?? 0)
      if let options = read?.compile { try model.compile(options) }
      config = nil
    } else {
      let read = FieldReader.read(
        ExperimentConfig.self, from: file.root, owner: "the configuration", &diagnostics)
      try file.check(diagnostics)
      guard let read else { preconditionFailure("\(path) gave neither a model nor an error") }
      model = Sequential(
        entries: read.layers(checkpoint.preprocessing), name: read.name, seed: read.seed)
      try model.compile(
        read.compile, weighting: read.weighting(checkpoint.preprocessing),
        targetScale: checkpoint.preprocessing?.targetScale)
      config = read
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
