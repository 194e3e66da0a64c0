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
    case .file(let path): return try loadCSV(path, config, kind, seed)
    case .idx(let images, let labels):
      guard let labels else { throw DataError(.labelsNeeded, file: images) }
      return try loadIDX(images, labels, config, kind, seed)
    }
  }

  private static func loadCSV(
    _ path: String, _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    let transform = TableTransform(config.features)
    var table = try config.table(path)
    guard let target = config.target else {
      throw DataError(.noTarget, file: table.file)
    }
    var groups: [Int]?
    if config.stratify {
      if !kind.isClasses { throw DataError(.cannotStratify, file: table.file) }
      groups = try TargetEncoder.groups(
        table, rows: 0..<table.rowCount, column: target.column)
    }
    let split = try config.splitter(seed: seed).split(
      table.rowCount, groups: groups, file: table.file)

    // The target first: without it, its values would be taken for features' mistakes.
    let targets = try TargetEncoder.fit(table, rows: split.train, target: target, kind: kind)
    try transform.checkWords(table)
    table = try transform.apply(table)
    let features = try FeatureEncoder.fit(
      table, rows: split.train, features: config.features,
      excluding: [target.column, config.id].compactMap { $0 })
    let preprocessing = Preprocessing(features, targets, config)

    let part = { (source: DataSource?, rows: [Int]) throws(DataError) -> Dataset? in
      if let source { return try preprocessing.load(source, needTargets: true) }
      if rows.isEmpty { return nil }
      return try preprocessing.dataset(table, rows: rows, needTargets: true, isFromSplit: true)
    }
    return LoadedData(
      train: try preprocessing.dataset(table, rows: split.train, needTargets: true),
      validation: try part(config.validation, split.validation),
      test: try part(config.test, split.test), preprocessing: preprocessing)
  }

  private static func loadIDX(
    _ imagesPath: String, _ labelsPath: String, _ config: DataConfig, _ kind: TargetKind,
    _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    let inputs = try IDXSamples.inputs(imagesPath)
    let count = inputs.shape[0]
    let labels = try IDXSamples.labels(labelsPath, count: count, images: imagesPath)
    var groups: [Int]?
    if config.stratify {
      if !kind.isClasses { throw DataError(.cannotStratify, file: labelsPath) }
      groups = try TargetEncoder.classNumbers(labels, file: labelsPath)
    }
    let split = try config.splitter(seed: seed).split(count, groups: groups, file: imagesPath)
    let isSplit = split.train.count < count
    let targets = try TargetEncoder.fit(
      labels: isSplit ? labels.gathering(split.train) : labels, file: labelsPath, kind: kind)
    let preprocessing = Preprocessing(
      sampleShape: Array(inputs.shape.dimensions.dropFirst()), targets)
    let whole = Dataset(
      inputs: inputs, targets: try targets.encode(labels: labels, file: labelsPath),
      file: imagesPath)
    let part = { (source: DataSource?, rows: [Int]) throws(DataError) -> Dataset? in
      if let source { return try preprocessing.load(source, needTargets: true) }
      return rows.isEmpty ? nil : whole.selecting(rows)
    }
    return LoadedData(
      train: isSplit ? whole.selecting(split.train) : whole,
      validation: try part(config.validation, split.validation),
      test: try part(config.test, split.test), preprocessing: preprocessing)
  }
}

extension DataConfig {
  /// Reads a CSV file whose encoders are still to be fitted: texts are columns that are transformed
  /// as such, and ids.
  package func table(_ path: String) throws(DataError) -> Table {
    try CSVFile.read(
      path, delimiter: delimiterCharacter,
      textColumns: TextColumns(TableTransform(features).textColumns, id: id))
  }

  fileprivate func splitter(seed: UInt64) -> ListSplitter {
    ListSplitter(validation: validationSplit, test: testSplit, seed: seed)
  }
}
