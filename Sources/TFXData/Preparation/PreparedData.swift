public import TFXCore

/// The data of an experiment, ready to be trained on: in memory, or streamed from its files.
public struct PreparedData: Sendable {
  /// The samples to train on; with an `augment` list, images that are changed each time.
  public let train: any BatchSource
  /// The samples to evaluate after each epoch.
  public let validation: (any BatchSource)?
  /// The samples to evaluate at the end.
  public let test: (any BatchSource)?
  /// Turns files into samples, by what was fitted to the training part alone.
  public let preprocessing: Preprocessing
  /// What tells whether the rows of the training file are divided as they were.
  public let split: SplitFingerprint?

  /// The inputs of the model: [?, …] float32.
  public var inputSpec: TensorSpec { preprocessing.inputSpec }

  /// Reads, splits and encodes the files that a configuration names. If it asks for streaming, they
  /// are gone through to fit the encoders and to find every error, but not kept.
  ///
  /// - Parameters:
  ///   - directory: where the configuration's relative paths start.
  ///   - kind: the form of the targets that the loss needs.
  ///   - seed: decides which rows a split takes.
  ///   - fitted: what was fitted to earlier data, and is to be used for this; if nil, it is fitted to
  ///     the training part.
  public static func prepare(
    _ config: DataConfig, relativeTo directory: String = "", as kind: TargetKind, seed: UInt64,
    fitted: Preprocessing? = nil
  ) throws(DataError) -> PreparedData {
    let data =
      config.streaming
      ? try stream(config.resolved(relativeTo: directory), kind, seed: seed, fitted)
      : PreparedData(
        try LoadedData.load(
          config, relativeTo: directory, as: kind, seed: seed, fitted: fitted))
    if config.augment.isEmpty { return data }
    return PreparedData(
      train: try AugmentedData(data.train, config.augment), validation: data.validation,
      test: data.test, preprocessing: data.preprocessing, split: data.split)
  }

  init(
    train: any BatchSource, validation: (any BatchSource)?, test: (any BatchSource)?,
    preprocessing: Preprocessing, split: SplitFingerprint?
  ) {
    self.train = train
    self.validation = validation
    self.test = test
    self.preprocessing = preprocessing
    self.split = split
  }

  /// Data in memory.
  public init(_ data: LoadedData) {
    self.init(
      train: data.train, validation: data.validation, test: data.test,
      preprocessing: data.preprocessing, split: data.split)
  }
}
