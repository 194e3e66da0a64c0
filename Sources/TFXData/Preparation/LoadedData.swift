public import TFXCore

/// The data of an experiment in memory: read, split and encoded.
public struct LoadedData: Sendable {
  /// The samples to train on, each once, also where ``PreparedData`` draws them anew for each epoch.
  public let train: Dataset
  /// The samples to evaluate after each epoch.
  public let validation: Dataset?
  /// The samples to evaluate at the end.
  public let test: Dataset?
  /// Turns files into such data sets, by what was fitted to the training part alone.
  public let preprocessing: Preprocessing
  /// What tells whether the rows of the training file are divided as they were.
  public let split: SplitFingerprint
  /// What became of the columns; nil for IDX files.
  package var columns: FittedColumns?
  /// For each column of a part's table the share of its values that are missing; not of the training part, of
  /// which its encoders tell.
  package var missingShares: [DataPart: [Double]] = [:]

  /// The inputs of the model: [?, …] float32.
  public var inputSpec: TensorSpec { preprocessing.inputSpec }

  /// Reads, splits and encodes the files that a configuration names.
  ///
  /// - Parameters:
  ///   - directory: where the configuration's relative paths start.
  ///   - kind: the form of the targets that the loss needs.
  ///   - seed: decides which rows a split takes, unless the configuration does.
  ///   - fitted: what was fitted to earlier data, and is to be used for this.
  public static func load(
    _ config: DataConfig, relativeTo directory: String = "", as kind: TargetKind, seed: UInt64,
    fitted: Preprocessing? = nil
  ) throws(DataError) -> LoadedData {
    let config = config.resolved(relativeTo: directory)
    let kind = config.target?.kind(for: kind) ?? kind
    let seed = config.seed ?? seed
    switch config.train {
    case .file, .files: return try loadCSV(config, kind, seed, fitted)
    case .idx, .archive, .folder: return try loadSamples(config, kind, seed, fitted)
    }
  }

  private static func loadCSV(
    _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64,
    _ known: Preprocessing?
  ) throws(DataError) -> LoadedData {
    if config.window != nil {
      let windows = try windows(config, kind, seed, known)
      let all = { (data: WindowedData) in data.selecting(Array(0..<data.count)) }
      return LoadedData(
        train: all(windows.train), validation: windows.validation.map(all),
        test: windows.test.map(all), preprocessing: windows.preprocessing, split: windows.split,
        columns: windows.columns)
    }
    let fitted = try FittedTable(config, kind, seed, known)
    let preprocessing = fitted.preprocessing
    let drifts: [DataPart: Drift] = [
      .validation: Drift(preprocessing.features), .test: Drift(preprocessing.features),
    ]
    let part = {
      (part: DataPart, source: DataSource?, rows: [Int]) throws(DataError) -> Dataset? in
      if let source {
        return try preprocessing.load(
          source.complete(config.csvOptions), needTargets: true, drift: drifts[part])
      }
      if rows.isEmpty { return nil }
      return try preprocessing.dataset(
        fitted.tables, rows: rows, needTargets: true, isFromSplit: true, numberedFrom: 0,
        drift: drifts[part])
    }
    var loaded = LoadedData(
      train: try preprocessing.dataset(fitted.tables, rows: fitted.split.train, needTargets: true),
      validation: try part(.validation, config.validation, fitted.split.validation),
      test: try part(.test, config.test, fitted.split.test), preprocessing: preprocessing,
      split: fitted.split.fingerprint(count: fitted.raw.rowCount), columns: fitted.columns)
    loaded.missingShares = drifts.mapValues(\.missingShares)
    return loaded
  }

  /// Windows of rows, in their parts.
  typealias Windows = (
    train: WindowedData, validation: WindowedData?, test: WindowedData?,
    preprocessing: Preprocessing, split: SplitFingerprint, columns: FittedColumns?
  )

  /// The windows of a CSV file, none of which has rows of two parts.
  static func windows(
    _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64,
    _ known: Preprocessing?
  ) throws(DataError) -> Windows {
    let fitted = try FittedTable(config, kind, seed, known)
    let preprocessing = fitted.preprocessing
    let own = { (rows: [Int], part: DataPart) throws(DataError) in
      try preprocessing.windows(
        fitted.raw, fitted.tables, rows: rows, needTargets: true, part: part)
    }
    let other = {
      (source: DataSource?, rows: [Int], part: DataPart) throws(DataError) -> WindowedData? in
      if let source {
        return try preprocessing.windows(source.complete(config.csvOptions), needTargets: true)
      }
      return rows.isEmpty ? nil : try own(rows, part)
    }
    return (
      try own(fitted.split.train, .train),
      try other(config.validation, fitted.split.validation, .validation),
      try other(config.test, fitted.split.test, .test), preprocessing,
      fitted.split.fingerprint(count: fitted.raw.rowCount), fitted.columns
    )
  }

  private static func loadSamples(
    _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64, _ known: Preprocessing?
  ) throws(DataError) -> LoadedData {
    let samples = try Samples.read(config.train, needLabels: !config.predictsInput)
    let shape = Array(samples.inputs.shape.dimensions.dropFirst())
    guard let labels = samples.labels else {
      return try autoencoding(samples, config, kind, seed)
    }
    let file = samples.labelsFile
    var classes: [Int]?
    if config.splitRule == .stratified {
      _ = try config.stratifiedColumn([], kind, file: file)
      classes = try TargetEncoder.classNumbers(labels, file: file)
    }
    let count = samples.inputs.shape[0]
    let split = try config.splitImages(count, classes: classes, file: samples.file, seed: seed)
    let targets: TargetEncoder
    if let known {
      targets = known.target
    } else {
      targets = try TargetEncoder.fit(
        labels: split.train.count < count ? labels.gathering(split.train) : labels,
        names: samples.classNames, file: file, kind: kind)
    }
    let whole = Dataset(
      inputs: samples.inputs,
      targets: try targets.encode(labels: labels, file: samples.labelsFile), ids: samples.paths,
      file: samples.file)
    return try divided(
      whole, split, config, Preprocessing(sampleShape: shape, targets, config.train))
  }

  /// Images that are their own targets.
  private static func autoencoding(
    _ samples: Samples, _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64
  ) throws(DataError) -> LoadedData {
    let (inputs, path) = (samples.inputs, samples.file)
    if config.splitRule == .stratified { _ = try config.stratifiedColumn([], kind, file: path) }
    let split = try config.splitImages(inputs.shape[0], classes: nil, file: path, seed: seed)
    let target = try TargetEncoder.ofInputs(kind, file: path)
    return try divided(
      Dataset(inputs: inputs, targets: inputs, ids: samples.paths, file: path), split, config,
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
      return rows.isEmpty ? nil : whole.selecting(rows).numbering(rows.map { $0 + 1 })
    }
    return LoadedData(
      train: split.train.count < whole.count ? whole.selecting(split.train) : whole,
      validation: try part(config.validation, split.validation),
      test: try part(config.test, split.test), preprocessing: preprocessing,
      split: split.fingerprint(count: whole.count))
  }
}

/// A CSV file in memory with everything that was fitted to its training part.
private struct FittedTable {
  /// The table as it was read, and transformed.
  let raw: Table
  let tables: TransformedTable
  let split: PartRows
  let preprocessing: Preprocessing
  /// What became of the columns; nil if that was known before.
  let columns: FittedColumns?

  /// - Parameter known: What was fitted before, and is to be used; if nil, it is fitted.
  init(
    _ config: DataConfig, _ kind: TargetKind, _ seed: UInt64,
    _ known: Preprocessing?
  ) throws(DataError) {
    raw = try config.table(known)
    let config = try config.withTimeFormat(raw)
    guard let target = config.target else {
      throw DataError(.noTarget, file: raw.file)
    }
    if config.window != nil, target.isInput(among: raw.columnNames) {
      throw DataError(.optionOfInput("window"), file: raw.file)
    }
    if let known {
      let targetTable = try target.transformed(raw)
      split = try config.splitRows(raw, targets: targetTable, target, kind, seed: seed)
      tables = TransformedTable(inputs: try known.transform.apply(raw), targets: targetTable)
      (preprocessing, columns) = (known, nil)
      return
    }
    var plan = FeaturePlan(
      try config.features(among: raw.columnNames, rowNames: raw.rowNames, file: raw.file))
    let targetTable = try target.transformed(raw)
    var mistakes = Mistakes()
    do throws(DataError) {
      split = try config.splitRows(raw, targets: targetTable, target, kind, seed: seed)
    } catch {
      // What is wrong with other columns is told beside rows that have no target.
      guard case .missingTarget(let count, let rows, _) = error.kind, count < rows else {
        throw error
      }
      mistakes.add(error)
      split = PartRows(train: Array(0..<raw.rowCount))
    }
    var rows = split.train
    if config.window != nil || !mistakes.isEmpty {
      rows = try MissingTargets.present(
        targetTable, rows: rows, columns: target.columns(among: raw.columnNames), kind)
    }

    // The target first: without it, its values would be taken for features' mistakes.
    let targets: TargetEncoder?
    let inputs: Table
    let fitted: FittedColumns?
    do throws(DataError) {
      targets = try mistakes.ofRows { () throws(DataError) in
        try TargetEncoder.fit(targetTable, rows: rows, target: target, kind: kind)
      }
      try plan.recognize(raw)
      let transform = TableTransform(plan.features)
      try transform.checkWords(raw)
      let transformed = try transform.apply(raw)
      var fitter = plan.fitter(sketchSize: nil)
      let train = split.train
      fitted = try mistakes.ofRows { () throws(DataError) in
        try fitter.add(transformed, rows: train)
        return try fitter.finish()
      }
      inputs = transformed
    } catch {
      mistakes.add(error)
      throw mistakes.error ?? error
    }
    if let error = mistakes.error { throw inputs.all(like: error) }
    guard let targets, let fitted else { preconditionFailure("no encoder, but no mistake") }
    tables = TransformedTable(inputs: inputs, targets: targetTable)
    columns = fitted.noting(targets) { [raw] in raw.column(named: $0)?.code }
    preprocessing = Preprocessing(fitted.encoder, targets, config)
  }
}

extension DataConfig {
  /// The same with the form of a window's dates, by which others are to be read.
  fileprivate func withTimeFormat(_ table: Table) throws(DataError) -> DataConfig {
    guard let window = windowInOrder, window.format == nil, let order = window.order else {
      return self
    }
    var config = self
    config.window?.format = try TimeOrder.format(table, by: order)
    return config
  }

  /// Whether images are their own targets.
  var predictsInput: Bool { target?.isInput(among: []) ?? false }

  /// Reads the CSV files to train on, whose encoders are still to be fitted: texts are columns that are
  /// transformed as such, and ids; or those too that `known` encoders read as texts.
  package func table(_ known: Preprocessing? = nil) throws(DataError) -> Table {
    try CSVFile.read(train.paths, train.options(csvOptions), textColumns: textColumns(known))
  }

  /// The columns whose values are read as they are written, with those that are for encoders which
  /// have been fitted.
  func textColumns(_ known: Preprocessing?) -> TextColumns {
    var columns = textColumns
    if let known { columns.add(known.textNames) }
    return columns
  }

  /// The columns whose values are read as they are written.
  var textColumns: TextColumns {
    var names = (features?.textColumns ?? []) + (target?.textColumns ?? [])
    switch splitRule {
    case .group(let column): names.append(column)
    case .time(let order?, format: _?): names.append(order)
    case .random, .stratified, .time: break
    }
    names += windowInOrder?.textColumns ?? []
    return TextColumns(names, id: id, features: features)
  }
}
