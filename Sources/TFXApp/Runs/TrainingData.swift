import TFXCore
import TFXData
import TFXModel
import TFXTrain

/// The part of a model's own data that it is evaluated on: the one to test with or, if there is none,
/// to validate with.
struct TrainingData {
  let part: DataPart
  /// The part's own files; nil if it is split off from those of the training.
  let source: DataSource?

  private let saved: TrainedModel
  private let config: ExperimentConfig
  /// The section with the paths of the files as they lie now.
  private let data: DataConfig

  /// - Parameter needsPart: whether a configuration that has neither part is refused; else the part is that
  ///   of the training.
  /// - Throws: ``Failure`` for such a configuration.
  init(_ saved: TrainedModel, needsPart: Bool = true) throws {
    guard let config = saved.config else { preconditionFailure("no configuration, but encoders") }
    self.saved = saved
    self.config = config
    data = config.data.mapPaths { TrainingData.place(of: $0, saved) }
    if data.test != nil || data.testSplit > 0 {
      (part, source) = (.test, data.test)
    } else if data.validation != nil || data.validationSplit > 0 {
      (part, source) = (.validation, data.validation)
    } else if !needsPart {
      (part, source) = (.train, nil)
    } else {
      throw Failure(
        "\(saved.path): error: its configuration has neither a test nor a validation part\n"
          + "  give data to evaluate on with --data", exitCode: .usage)
    }
  }

  /// Where a file of the training lies now. Paths begin at the run's folder, wherever that is. For a
  /// checkpoint that was taken out of its run it is looked for above the checkpoint, and from where the
  /// user is; there it must be the same file.
  private static func place(of path: String, _ saved: TrainedModel) -> String {
    if path.hasPrefix("/") { return path }
    if let run = RunDirectory(ofCheckpoint: saved.path) {
      return FilePath.short(FilePath.joined(run.path, path))
    }
    let parts = path.split(separator: "/").drop { $0 == ".." || $0 == "." }
    let name = parts.joined(separator: "/")
    var directory = FilePath.directory(of: FilePath.absolute(saved.path))
    var places = [name]
    while directory != "/" {
      places.append("\(directory)/\(name)")
      directory = FilePath.directory(of: directory)
    }
    let isSame = { (place: String) in
      guard let known = saved.checkpoint.data?.files.filter({ $0.name == FilePath.name(of: name) }),
        let found = try? FileFingerprint(place, of: .train)
      else { return false }
      return known.contains { $0.isSame(as: found) }
    }
    return places.first { FileAccess.exists($0) && isSame($0) }.map(FilePath.short) ?? name
  }

  /// What is different in the files to evaluate on; for a part that is split off, in those of the
  /// training.
  func changes() throws -> [String] {
    guard let old = saved.checkpoint.data else { return [] }
    let part = source == nil ? .train : part
    let now = try reading { try DataFingerprint([(part, source ?? data.train)]) }
    return now.changes(in: part, since: old)
  }

  /// The part as it was split off from the files of the training.
  ///
  /// - Throws: ``Failure`` if that cannot be done again: rows that were trained on would be among them.
  func split(_ preprocessing: Preprocessing) throws -> any BatchSource {
    let prepared = try prepared(preprocessing, try changes())
    guard let samples = part == .test ? prepared.test : prepared.validation else {
      preconditionFailure("a configuration with a \(part) part, and data without")
    }
    return samples
  }

  /// All parts as they were in the training.
  ///
  /// - Throws: ``Failure`` if a file has changed.
  func prepared(_ preprocessing: Preprocessing) throws -> PreparedData {
    guard let old = saved.checkpoint.data else { return try prepared(preprocessing, []) }
    let now = try reading { try DataFingerprint(data) }
    return try prepared(preprocessing, now.changes(since: old))
  }

  /// All parts as they were in the training, given what has changed in their files.
  private func prepared(
    _ preprocessing: Preprocessing, _ changes: [String]
  ) throws -> PreparedData {
    if !changes.isEmpty { throw changed(changes) }
    let prepared = try reading {
      try PreparedData.prepare(
        data, as: config.compile.loss.value.target, seed: config.seed,
        fitted: saved.checkpoint.data == nil ? nil : preprocessing)
    }
    let isSame =
      saved.checkpoint.data.map { $0.split == nil || $0.split == prepared.split }
      ?? (prepared.preprocessing == preprocessing)
    if !isSame { throw changed([]) }
    return prepared
  }

  private func changed(_ changes: [String]) -> Failure {
    Failure(
      "\(saved.path): error: the training data has changed since, so that its parts are not those "
        + "of the training any more" + changes.prefix(10).map { "\n  \($0)" }.joined()
        + "\n  give data to evaluate on with --data",
      exitCode: .badData)
  }

  /// Says of files that are not there why they are wanted.
  func reading<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DataError where error.isUnreadable {
      throw Failure(
        "error: \(error.file): \(error.message)\n  the model was trained on this file; give other "
          + "data with --data", exitCode: .noInput)
    }
  }
}

extension RunDirectory {
  /// The checkpoint that a user means.
  ///
  /// - Throws: ``Failure`` if there is no run where one is meant.
  static func requiredCheckpoint(_ argument: String, root: String) throws -> String {
    if let path = checkpoint(argument, root: root) { return path }
    throw Failure(
      argument == "latest"
        ? "error: there is no run under \(root)/ to take a checkpoint from\n  train first, or name a "
          + "checkpoint"
        : "error: there is no run with a checkpoint in \(argument)\n  name a run's directory, such as "
          + "\(root)/NAME/001, a checkpoint in it, or latest", exitCode: .noInput)
  }
}
