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
  /// What became of the columns; nil for IDX files.
  package var columns: FittedColumns?

  /// The inputs of the model: [?, …] float32.
  public var inputSpec: TensorSpec { preprocessing.inputSpec }

  /// Reads, splits and encodes the files that a configuration names. If it asks for streaming, they
  /// are gone through to fit the encoders and to find every error, but not kept.
  ///
  /// - Parameters:
  ///   - directory: where the configuration's relative paths start.
  ///   - kind: the form of the targets that the loss needs.
  ///   - seed: decides which rows a split takes.
  public static func prepare(
    _ config: DataConfig, relativeTo directory: String = "", as kind: TargetKind, seed: UInt64
  ) throws(DataError) -> PreparedData {
    let data =
      config.streaming
      ? try stream(config.resolved(relativeTo: directory), kind, seed: seed)
      : PreparedData(try LoadedData.load(config, relativeTo: directory, as: kind, seed: seed))
    if config.augment.isEmpty { return data }
    return PreparedData(
      train: try AugmentedData(data.train, config.augment), validation: data.validation,
      test: data.test, preprocessing: data.preprocessing, columns: data.columns)
  }

  init(
    train: any BatchSource, validation: (any BatchSource)?, test: (any BatchSource)?,
    preprocessing: Preprocessing, columns: FittedColumns? = nil
  ) {
    self.train = train
    self.validation = validation
    self.test = test
    self.preprocessing = preprocessing
    self.columns = columns
  }

  /// Data in memory.
  public init(_ data: LoadedData) {
    self.init(
      train: data.train, validation: data.validation, test: data.test,
      preprocessing: data.preprocessing, columns: data.columns)
  }
}
