import TFXCore
public import TFXData
import TFXGraph
import TFXModel

/// Writes `last.safetensors` after each epoch, and `best.safetensors` when it is the best so far.
public final class CheckpointWriter: Callback {
  /// The best epoch so far.
  public private(set) var best: Checkpoint.Best?

  private let run: RunDirectory
  private let model: Sequential
  private let config: String
  private let preprocessing: Preprocessing?

  /// Checkpoints of a model in a run's directory.
  ///
  /// - Parameters:
  ///   - config: The configuration with every default written out.
  ///   - best: The best epoch of the part of the run that is resumed.
  public init(
    _ run: RunDirectory, _ model: Sequential, config: String, preprocessing: Preprocessing?,
    best: Checkpoint.Best? = nil
  ) {
    self.run = run
    self.model = model
    self.config = config
    self.preprocessing = preprocessing
    self.best = best
  }

  public func epochEnds(_ log: EpochLog) throws {
    let (name, value) = log.monitored
    let isBest = best.map { value < $0.value } ?? true
    if isBest { best = Checkpoint.Best(epoch: log.epoch, name: name, value: value) }
    let checkpoint = Checkpoint(
      tensors: try model.state, config: config, preprocessing: preprocessing,
      input: try model.graph.input.spec, epoch: log.epoch, step: log.step, best: best)
    // The best one first: a run that dies between the two is resumed from before, and both agree.
    if isBest { try checkpoint.write(run.best) }
    try checkpoint.write(run.last)
  }
}
