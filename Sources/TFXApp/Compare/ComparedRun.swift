import TFXCore
import TFXData
import TFXModel
import TFXTrain

/// A run with all that is told of it beside another.
struct ComparedRun {
  let run: RunDirectory
  let summary: RunSummary
  let config: ExperimentConfig
  let fingerprint: DataFingerprint?
  let preprocessing: Preprocessing
  let reader: TruthReader?
  let parameterCount: Int

  /// - Throws: ``Failure`` if there is no such run, or none with a checkpoint.
  init(_ argument: String, root: String) throws {
    let path = try RunDirectory.requiredCheckpoint(argument, root: root)
    run = try RunDirectory.required(ofCheckpoint: path)
    let saved = try TrainedModel(run.best)
    preprocessing = try saved.preprocessing()
    guard let config = saved.config else {
      preconditionFailure("encoders, but no configuration, in \(run.best)")
    }
    let place = run.path
    var placed = config
    // As they are seen from here: the runs may lie in folders of different depths.
    placed.data = config.data.mapPaths {
      FilePath.short(FilePath.absolute(FilePath.joined(place, $0)))
    }
    self.config = placed
    fingerprint = saved.checkpoint.data
    summary = RunSummary(run)
    reader = TruthReader(preprocessing)
    parameterCount = try saved.model.graph.layers.reduce(0) { $0 + $1.parameterCount }
  }

  /// What it said of each row of a part; nil if it has kept nothing of it.
  func predictions(_ part: DataPart) throws -> PredictionTable? {
    let path = run.predictions(part)
    return FileAccess.exists(path) ? try PredictionTable(path, preprocessing) : nil
  }

  /// Whether another run is asked the same: what is said can be compared.
  func isAskedTheSame(as other: ComparedRun) -> Bool {
    reader?.form == other.reader?.form && reader?.names == other.reader?.names
      && preprocessing.targetColumns == other.preprocessing.targetColumns
  }
}

extension RunDirectory {
  /// The run that a checkpoint lies in.
  ///
  /// - Throws: ``Failure`` for a checkpoint that lies elsewhere.
  static func required(ofCheckpoint path: String) throws -> RunDirectory {
    if let run = RunDirectory(ofCheckpoint: path) { return run }
    throw Failure(
      "error: \(path) is in no run's directory\n  name a run, such as runs/iris/001",
      exitCode: .noInput)
  }
}
