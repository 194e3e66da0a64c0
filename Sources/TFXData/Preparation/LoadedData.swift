public import TFXCore

/// The data of an experiment in memory: read, split and encoded.
public struct LoadedData: Sendable {
  /// The samples to train on.
  public let train: Dataset
  /// The samples to evaluate after each epoch.
  public let validation: Dataset?
  /// The samples to evaluate at the end.
  public let test: Dataset?
  /// Turns files into such data sets, by what was fitted to the training part alone.
  public let preprocessing: Preprocessing

  /// The inputs of the model: [?, …] float32.
  public var inputSpec: TensorSpec { preprocessing.inputSpec }

  /// Reads, splits and encodes the files that a configuration names.
  ///
  /// - Parameters:
  ///   - directory: where the configuration's relative paths start.
  ///   - kind: the form of the targets that the loss needs.
  ///   - seed: decides which rows a split takes.
  public static func load(
    _ config: DataConfig, relativeTo directory: String = "", as kind: TargetKind, seed: UInt64
  ) throws(DataError) -> LoadedData {
    let config = config.resolved(relativeTo: directory)
    switch config.train {
    case .file, .files: return try loadCSV(config, kind, seed)
    case .idx, .archive, .folder: return try loadSamples(config, kind, seed)
    }
  }

  private static func loadCSV(
    _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    let transform = TableTransform(config.features)
    var table = try config.table()
    guard let target = config.target else {
      throw DataError(.noTarget, file: table.file)
    }
    var groups: [Int]?
    if config.stratify {
      if !kind.isClasses { throw DataError(.cannotStratify, file: table.file) }
      guard target.columns.count == 1, let column = target.columns(among: table.columnNames).first
      else {
        throw DataError(.cannotStratify, file: table.file)
      }
      groups = try TargetEncoder.groups(table, rows: 0..<table.rowCount, column: column)
    }
    let split = try config.splitter(seed: seed).split(
      table.rowCount, groups: groups, file: table.file)

    // The target first: without it, its values would be taken for features' mistakes.
    var mistakes = Mistakes()
    let targets = try mistakes.ofRows { () throws(DataError) in
      try TargetEncoder.fit(table, rows: split.train, target: target, kind: kind)
    }
    try transform.checkWords(table)
    table = try transform.apply(table)
    let others = [config.id, config.sampleWeight, table.rowNames].compactMap { $0 }
    let features = try mistakes.ofRows { () throws(DataError) in
      try FeatureEncoder.fit(
        table, rows: split.train, features: config.features,
        excluding: target.columns(among: table.columnNames) + others)
    }
    if let error = mistakes.error { throw table.all(like: error) }
    guard let targets, let features else { preconditionFailure("no encoder, but no mistake") }
    let preprocessing = Preprocessing(features, targets, config)

    let part = { (source: DataSource?, rows: [Int]) throws(DataError) -> Dataset? in
      if let source {
        return try preprocessing.load(source.complete(config.csvOptions), needTargets: true)
      }
      if rows.isEmpty { return nil }
      return try preprocessing.dataset(table, rows: rows, needTargets: true, isFromSplit: true)
    }
    return LoadedData(
      train: try preprocessing.dataset(table, rows: split.train, needTargets: true),
      validation: try part(config.validation, split.validation),
      test: try part(config.test, split.test), preprocessing: preprocessing)
  }

  private static func loadSamples(
    _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    let samples = try Samples.read(config.train, needLabels: !config.predictsInput)
    let shape = Array(samples.inputs.shape.dimensions.dropFirst())
    guard let labels = samples.labels else {
      return try autoencoding(samples, config, kind, seed)
    }
    var groups: [Int]?
    if config.stratify {
      if !kind.isClasses { throw DataError(.cannotStratify, file: samples.labelsFile) }
      groups = try TargetEncoder.classNumbers(labels, file: samples.labelsFile)
    }
    let count = samples.inputs.shape[0]
    let split = try config.splitter(seed: seed).split(count, groups: groups, file: samples.file)
    let targets = try TargetEncoder.fit(
      labels: split.train.count < count ? labels.gathering(split.train) : labels,
      names: samples.classNames, file: samples.labelsFile, kind: kind)
    let whole = Dataset(
      inputs: samples.inputs,
      targets: try targets.encode(labels: labels, file: samples.labelsFile), file: samples.file)
    return try divided(
      whole, split, config, Preprocessing(sampleShape: shape, targets, config.train))
  }

  /// Images that are their own targets.
  private static func autoencoding(
    _ samples: Samples, _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    let (inputs, path) = (samples.inputs, samples.file)
    if config.stratify { throw DataError(.cannotStratify, file: path) }
    let split = try config.splitter(seed: seed).split(inputs.shape[0], groups: nil, file: path)
    let target = try TargetEncoder.ofInputs(kind, file: path)
    return try divided(
      Dataset(inputs: inputs, targets: inputs, file: path), split, config,
      Preprocessing(
        sampleShape: Array(inputs.shape.dimensions.dropFirst()), target, config.train))
  }

  /// Images in their parts.
  private static func divided(
    _ whole: Dataset, _ split: PartRows, _ config: DataConfig,
    _ preprocessing: Preprocessing
  ) throws(DataError) -> LoadedData {
    let part = { (source: DataSource?, rows: [Int]) throws(DataError) -> Dataset? in
      if let source { return try preprocessing.load(source, needTargets: true) }
      return rows.isEmpty ? nil : whole.selecting(rows)
    }
    return LoadedData(
      train: split.train.count < whole.count ? whole.selecting(split.train) : whole,
      validation: try part(config.validation, split.validation),
      test: try part(config.test, split.test), preprocessing: preprocessing)
  }
}

extension DataConfig {
  /// Whether images are their own targets.
  var predictsInput: Bool { target?.isInput(among: []) ?? false }

  /// Reads the CSV file to train on, whose encoders are still to be fitted: texts are columns that
  /// are transformed as such, and ids.
  package func table() throws(DataError) -> Table {
    try CSVFile.read(
      train.paths, train.options(csvOptions),
      textColumns: TextColumns(features?.textColumns ?? [], id: id))
  }

  fileprivate func splitter(seed: UInt64) -> ListSplitter {
    ListSplitter(validation: validationSplit, test: testSplit, seed: seed)
  }
}
