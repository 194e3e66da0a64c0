public import TFXCore

/// The data of an experiment, ready to be trained on: in memory, or streamed from its files.
public struct PreparedData: Sendable {
  /// The samples to train on; with an `augment` list, images that are changed each time.
  public let train: any BatchSource
  /// The samples to evaluate after each epoch.
  public let validation: (any BatchSource)?
  /// The samples to evaluate at the end.
  public let test: (any BatchSource)?
  /// The samples to train on, each once and unchanged, where ``train`` draws or changes them for each epoch.
  package internal(set) var trainOnce: any BatchSource
  /// Turns files into samples, by what was fitted to the training part alone.
  public let preprocessing: Preprocessing
  /// What became of the columns; nil for IDX files.
  package var columns: FittedColumns?
  /// For each column of a part's table the share of its values that are missing, where that is known: not of the
  /// training part, and not where another process has read the files.
  package var missingShares: [DataPart: [Double]] = [:]

  /// What tells whether the rows of the training file are divided as they were.
  public internal(set) var split: SplitFingerprint?
  /// What whoever trains should know of the parts, a line each.
  package var notices: [String] = []

  /// The inputs of the model: [?, …] float32.
  public var inputSpec: TensorSpec { preprocessing.inputSpec }

  /// Reads, splits and encodes the files that a configuration names. If it asks for streaming, they
  /// are gone through to fit the encoders and to find every error, but not kept.
  ///
  /// - Parameters:
  ///   - directory: where the configuration's relative paths start.
  ///   - kind: the form of the targets that the loss needs.
  ///   - seed: decides which rows a split takes, unless the configuration does.
  ///   - fitted: what was fitted to earlier data, and is to be used for this; if nil, it is fitted to
  ///     the training part.
  public static func prepare(
    _ config: DataConfig, relativeTo directory: String = "", as kind: TargetKind, seed: UInt64,
    fitted: Preprocessing? = nil
  ) throws(DataError) -> PreparedData {
    let config = config.resolved(relativeTo: directory)
    let data =
      config.streaming
      ? try stream(config, kind, seed: seed, fitted)
      : try inMemory(config, kind, seed: seed, fitted)
    return try data.augmented(config)
  }

  /// What going through streamed files has told of them: who knows it need not go through them before
  /// training.
  package struct Outline: Codable, Hashable, Sendable {
    let preprocessing: Preprocessing
    /// The samples of each part.
    let train: Int
    let validation: Int?
    let test: Int?
    let split: SplitFingerprint?
  }

  /// The outline, for other processes.
  package var outline: Outline {
    Outline(
      preprocessing: preprocessing, train: train.count, validation: validation?.count,
      test: test?.count, split: split)
  }

  /// Streamed data that another process has gone through: the same as that has, but for what there is
  /// to tell of it.
  package static func prepare(
    _ config: DataConfig, as kind: TargetKind, seed: UInt64, outline: Outline
  ) throws(DataError) -> PreparedData {
    precondition(config.streaming, "an outline of data in memory")
    let config = config.resolved(relativeTo: "")
    return try stream(config, kind, seed: seed, outline.preprocessing, outline).augmented(config)
  }

  /// The same with images that are changed, if that is asked for.
  private func augmented(_ config: DataConfig) throws(DataError) -> PreparedData {
    if config.augment.isEmpty { return self }
    var augmented = PreparedData(
      train: try AugmentedData(train, config.augment), validation: validation, test: test,
      preprocessing: preprocessing)
    augmented.trainOnce = trainOnce
    augmented.split = split
    augmented.notices = notices
    return augmented
  }

  init(
    train: any BatchSource, validation: (any BatchSource)?, test: (any BatchSource)?,
    preprocessing: Preprocessing
  ) {
    self.train = train
    trainOnce = train
    self.validation = validation
    self.test = test
    self.preprocessing = preprocessing
  }

  /// Data in memory, with the training part resampled if that is asked for.
  private static func inMemory(
    _ config: DataConfig, _ kind: TargetKind, seed: UInt64, _ fitted: Preprocessing?
  ) throws(DataError) -> PreparedData {
    if config.train.isFile, config.window != nil {
      let data = try LoadedData.windows(
        config, config.target?.kind(for: kind) ?? kind, config.seed ?? seed, fitted)
      var prepared = PreparedData(
        try config.resampled(data.train, data.preprocessing), data.train.targets,
        data.validation, data.test, data.preprocessing, data.split)
      prepared.trainOnce = data.train
      prepared.columns = data.columns
      prepared.notices += PreparedData.gaps([data.train, data.validation, data.test])
      return prepared
    }
    let data = try LoadedData.load(config, as: kind, seed: seed, fitted: fitted)
    var prepared = PreparedData(
      try config.resampled(data.train, data.preprocessing), data.train.targets, data.validation,
      data.test, data.preprocessing, data.split)
    prepared.trainOnce = data.train
    prepared.columns = data.columns
    prepared.missingShares = data.missingShares
    return prepared
  }

  /// What time is missing in each of the files that windows are of.
  private static func gaps(_ parts: [WindowedData?]) -> [String] {
    var gaps: [(file: String, gaps: TimeGaps)] = []
    for case let part? in parts {
      if let place = gaps.firstIndex(where: { $0.file == part.file }) {
        gaps[place].gaps.add(part.gaps)
      } else {
        gaps.append((part.file, part.gaps))
      }
    }
    return gaps.compactMap(\.gaps.line)
  }

  /// Data in memory.
  public init(_ data: LoadedData) {
    self.init(
      data.train, data.train.targets, data.validation, data.test, data.preprocessing, data.split)
    columns = data.columns
  }

  /// Data in memory, whose classes are looked at.
  private init(
    _ train: any BatchSource, _ targets: Tensor?, _ validation: (any IndexedSource)?,
    _ test: (any IndexedSource)?, _ preprocessing: Preprocessing, _ split: SplitFingerprint
  ) {
    self.init(train: train, validation: validation, test: test, preprocessing: preprocessing)
    self.split = split
    if validation == nil, test == nil { return }
    var classes = ClassPresence()
    classes.add(targets, of: .train, preprocessing.target)
    classes.add(validation?.targets, of: .validation, preprocessing.target)
    classes.add(test?.targets, of: .test, preprocessing.target)
    notices = classes.notices(preprocessing.target)
  }
}
