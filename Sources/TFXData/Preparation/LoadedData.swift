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
    let kind = config.target?.kind(for: kind) ?? kind
    switch config.train {
    case .file(let path): return try loadCSV(path, config, kind, seed)
    case .idx(let images, let labels):
      guard labels != nil || config.predictsInput else {
        throw DataError(.labelsNeeded, file: images)
      }
      return try loadIDX(images, labels, config, kind, seed)
    }
  }

  private static func loadCSV(
    _ path: String, _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    let transform = TableTransform(config.features)
    let raw = try config.table(path)
    guard let target = config.target else {
      throw DataError(.noTarget, file: raw.file)
    }
    let targetTable = try target.transformed(raw)
    let split = try config.split(targetTable, target, kind, seed: seed)

    // The target first: without it, its values would be taken for features' mistakes.
    let targets = try TargetEncoder.fit(targetTable, rows: split.train, target: target, kind: kind)
    try transform.checkWords(raw)
    let table = TransformedTable(inputs: try transform.apply(raw), targets: targetTable)
    let features = try FeatureEncoder.fit(
      table.inputs, rows: split.train, features: config.features,
      excluding: targets.columns + [config.id, config.sampleWeight].compactMap { $0 })
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
    _ imagesPath: String, _ labelsPath: String?, _ config: DataConfig, _ kind: TargetKind,
    _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    let inputs = try IDXSamples.inputs(imagesPath)
    let count = inputs.shape[0]
    guard let labelsPath, !config.predictsInput else {
      return try autoencoding(inputs, imagesPath, config, kind, seed)
    }
    let labels = try IDXSamples.labels(labelsPath, count: count, images: imagesPath)
    var groups: [Int]?
    if config.stratify {
      if !kind.isClasses { throw DataError(.cannotStratify, file: labelsPath) }
      groups = try TargetEncoder.classNumbers(labels, file: labelsPath)
    }
    let split = try config.splitter(seed: seed).split(count, groups: groups, file: imagesPath)
    let targets = try TargetEncoder.fit(
      labels: split.train.count < count ? labels.gathering(split.train) : labels,
      file: labelsPath, kind: kind)
    let preprocessing = Preprocessing(
      sampleShape: Array(inputs.shape.dimensions.dropFirst()), targets)
    let whole = Dataset(
      inputs: inputs, targets: try targets.encode(labels: labels, file: labelsPath),
      file: imagesPath)
    return try divided(whole, split, config, preprocessing)
  }

  /// Images that are their own targets.
  private static func autoencoding(
    _ inputs: Tensor, _ path: String, _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    if config.stratify { throw DataError(.cannotStratify, file: path) }
    let split = try config.splitter(seed: seed).split(inputs.shape[0], groups: nil, file: path)
    let target = try TargetEncoder.ofInputs(kind, file: path)
    return try divided(
      Dataset(inputs: inputs, targets: inputs, file: path), split, config,
      Preprocessing(sampleShape: Array(inputs.shape.dimensions.dropFirst()), target))
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

  /// Reads a CSV file whose encoders are still to be fitted: texts are columns that are transformed
  /// as such, and ids.
  package func table(_ path: String) throws(DataError) -> Table {
    try CSVFile.read(
      path, delimiter: delimiterCharacter,
      textColumns: textColumns)
  }

  /// The columns whose values are read as they are written.
  var textColumns: TextColumns {
    TextColumns((features?.textColumns ?? []) + (target?.textColumns ?? []), id: id)
  }

  /// The parts of a table whose targets are transformed: of all rows, or of those that have a target.
  fileprivate func split(
    _ table: Table, _ target: TargetConfig, _ kind: TargetKind, seed: UInt64
  ) throws(DataError) -> PartRows {
    let columns = target.columns(among: table.columnNames)
    var rows = Array(0..<table.rowCount)
    if target.hasMissing {
      var missing = MissingTargets(columns, kind)
      try missing.add(table, rows: rows)
      if target.missing == .error { try missing.finish() }
      try missing.requireAny()
      rows = try MissingTargets.present(table, rows: rows, columns: columns, kind)
    }
    var groups: [Int]?
    if stratify {
      guard kind.isClasses, columns.count == 1, target.separator == nil else {
        throw DataError(.cannotStratify, file: table.file)
      }
      groups = try TargetEncoder.groups(table, rows: rows, column: columns[0])
    }
    return try splitter(seed: seed).split(rows, groups: groups, file: table.file)
  }

  fileprivate func splitter(seed: UInt64) -> ListSplitter {
    ListSplitter(validation: validationSplit, test: testSplit, seed: seed)
  }
}
