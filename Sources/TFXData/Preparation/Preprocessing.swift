public import TFXCore

/// Everything that turns files into the inputs of a trained model: it travels in the checkpoint,
/// as JSON.
public struct Preprocessing: Hashable, Sendable {
  /// The format of the files that the model was trained on.
  package enum Format: String, Codable, Sendable {
    case csv, idx, folder
  }

  /// The format of the files.
  package let format: Format
  /// The shape of one sample: [features], or [height, width, channels].
  package let sampleShape: [Int]
  /// How columns become inputs; nil for IDX files.
  package let features: FeatureEncoder?
  /// How targets are made.
  package let target: TargetEncoder
  /// The column that names the rows.
  package let id: String?
  /// The column of how much each row counts in the loss.
  package let sampleWeight: String?
  /// How rows make windows; nil if each is a sample.
  package let window: WindowConfig?
  /// What must be known of arrays and folders to read others like them.
  let form: Samples.Form
  /// How CSV files are written.
  package let csv: CSVOptions
  /// What was chosen for the outputs after the training, on the validation part.
  public var outputs = OutputChoice()

  /// Preprocessing of tables by fitted encoders.
  init(_ features: FeatureEncoder, _ target: TargetEncoder, _ config: DataConfig) {
    format = .csv
    window = config.windowInOrder
    sampleShape = (window.map { [$0.length] } ?? []) + [features.width]
    self.features = features
    self.target = target
    id = config.id
    sampleWeight = config.sampleWeight
    form = Samples.Form()
    csv = config.train.options(config.csvOptions)
  }

  /// Preprocessing of images and their labels.
  init(sampleShape: [Int], _ target: TargetEncoder, _ source: DataSource) {
    format = source.kind == .folder ? .folder : .idx
    form = source.form
    self.sampleShape = sampleShape
    features = nil
    self.target = target
    id = nil
    sampleWeight = nil
    window = nil
    csv = CSVOptions()
  }

  /// The names of the classes, in the order of their numbers; nil for regression.
  public var classNames: [String]? { target.classNames }

  /// The number of samples of each class in the training part, as ``classNames`` are ordered; nil for
  /// regression.
  public var classCounts: [Int]? { target.classCounts }

  /// Whether each row is of one of ``classNames``, which is all that is predicted.
  public var hasOneClass: Bool { target.hasOneClass }

  /// What the text of a target says, where it is more than a class.
  package var targetReading: TargetEncoder.Reading? { target.reading }

  /// The columns that are predicted; none for IDX files, and where the targets are the inputs.
  public var targetColumns: [String] { target.columns }

  /// Whether the targets are the inputs.
  public var predictsInput: Bool { target.isInput }

  /// What makes predictions numbers of the target's own unit; nil if they are already.
  public var targetScale: TargetScale? { target.scale }

  /// The form of the targets.
  public var targetKind: TargetKind { target.kind }

  /// The inputs of the model: [?, …] float32.
  public var inputSpec: TensorSpec { TensorSpec(Shape(sampleShape).batched()) }

  /// A name for each feature of CSV files: `bill_length_mm`, `island=Torgersen`; nil for IDX.
  public var featureNames: [String]? { features?.featureNames }

  /// Reads data as the model wants it, to evaluate (with targets) or to predict from.
  ///
  /// Columns are found by name. A model of IDX files takes the file of the inputs alone as
  /// ``DataSource/file(_:)`` where no targets are needed. Targets that are there but not needed are
  /// not read.
  public func load(_ source: DataSource, needTargets: Bool) throws(DataError) -> Dataset {
    try load(source, needTargets: needTargets, drift: nil)
  }

  /// The same; what is not like the training part is added to `drift`.
  func load(
    _ source: DataSource, needTargets: Bool, drift: Drift?
  ) throws(DataError) -> Dataset {
    switch format {
    case .csv:
      if window != nil {
        let windows = try windows(source, needTargets: needTargets)
        return windows.selecting(Array(0..<windows.count))
      }
      return try dataset(
        transformed(try table(source)), needTargets: needTargets,
        numberedFrom: needTargets && target.dropsMissing ? 0 : nil, drift: drift)
    case .idx, .folder: return try dataset(try samples(source, needTargets), needTargets)
    }
  }

  /// Reads a CSV file such that its columns fit the encoders.
  func table(_ source: DataSource) throws(DataError) -> Table {
    try CSVFile.read(source.csvPaths, source.options(csv), textColumns: textColumns)
  }

  /// A table with everything done to its columns that comes before encoding; targets as they are if
  /// they are not needed.
  func transformed(_ table: Table, needTargets: Bool = true) throws(DataError) -> TransformedTable {
    TransformedTable(
      inputs: try transform.apply(table),
      targets: needTargets ? try target.transformed(table) : table)
  }

  /// The transforms of a table's columns, which come first.
  var transform: TableTransform { features?.transform ?? TableTransform([]) }

  /// The columns whose values must be read as they are written.
  var textColumns: TextColumns { TextColumns(textNames, id: id) }

  /// Their names, but for the one of the ids.
  var textNames: [String] {
    var names = features?.textColumns ?? []
    if target.readsText { names += target.columns }
    return names + (window?.textColumns ?? [])
  }

  /// Encodes rows of a transformed table; all that can be used if `rows` is nil. What is not like the
  /// training part is added to `drift`. Samples keep the numbers of their rows where some may be left
  /// out, if the table's rows come behind `start` others.
  func dataset(
    _ tables: TransformedTable, rows: [Int]? = nil, needTargets: Bool, isFromSplit: Bool = false,
    numberedFrom start: Int? = nil, drift: Drift? = nil
  ) throws(DataError) -> Dataset {
    guard let features else {
      preconditionFailure("a table to be encoded for a model of IDX files")
    }
    let table = tables.inputs
    let rows = if let rows { rows } else { try usable(tables, needTargets: needTargets) }
    let ids = try ids(table, rows: rows)
    var mistakes = Mistakes()
    let encoded = mistakes.catching { () throws(DataError) in
      try features.encode(table, rows: rows, drift: drift)
    }
    var targets = target.isInput && needTargets ? encoded : nil
    if needTargets, !target.isInput {
      do throws(DataError) {
        targets = try target.encode(tables.targets, rows: rows, isFromSplit: isFromSplit)
      } catch {
        mistakes.add(tables.targets.all(like: error))
      }
    }
    try mistakes.throwIfAny()
    guard let inputs = encoded else { preconditionFailure("no inputs, but no mistake") }
    return Dataset(
      inputs: inputs, targets: targets,
      sampleWeights: needTargets ? try sampleWeights(table, rows: rows) : nil,
      ids: ids, lines: rows.map { table.lines[$0] },
      rowNumbers: start.map { start in rows.map { start + $0 + 1 } }, file: table.file)
  }

  /// The names of `rows`, if there is a column of them.
  func ids(_ table: Table, rows: [Int]) throws(DataError) -> [String]? {
    guard let id else { return nil }
    let column = try table.requireColumns([id])[0]
    return rows.map { column.text(at: $0) ?? "" }
  }

  /// All rows of a table; if targets are needed, those that have one or must have one.
  private func usable(
    _ tables: TransformedTable, needTargets: Bool
  ) throws(DataError) -> [Int] {
    let all = Array(0..<tables.inputs.rowCount)
    if !needTargets { return all }
    let rows = try target.usable(tables.targets, all)
    if rows.isEmpty { try requireTargets(tables.targets, all) }
    return rows
  }

  /// Throws if one of `rows` has no target.
  func requireTargets(_ table: Table, _ rows: [Int]) throws(DataError) {
    var missing = MissingTargets(target.columns, target.kind)
    try missing.add(table, rows: rows)
    try missing.finish()
  }

  /// How much each of `rows` counts.
  func sampleWeights(_ table: Table, rows: [Int]) throws(DataError) -> Tensor? {
    guard let sampleWeight else { return nil }
    let column = try table.requireColumns([sampleWeight])[0]
    var weights: [Float] = []
    weights.reserveCapacity(rows.count)
    for row in rows {
      guard let weight = column.float(at: row), weight.isFinite, weight >= 0 else {
        throw table.error(.wrongWeight(found: column.text(at: row) ?? ""), row: row, in: column)
      }
      weights.append(weight)
    }
    return Tensor(weights)
  }

  private func samples(
    _ source: DataSource, _ needTargets: Bool
  ) throws(DataError) -> Samples {
    let needLabels = needTargets && !target.isInput
    if format == .folder {
      return try Samples(
        try imageFiles(source, needLabels: needLabels), imageForm, needLabels: needLabels)
    }
    let (inputs, labels) = arrays(source)
    return try Samples(inputs, labels: labels, needLabels: needLabels)
  }

  /// The arrays of a source; those of an archive that has no names have the names of the training.
  func arrays(
    _ source: DataSource
  ) -> (inputs: Samples.ArrayPlace, labels: Samples.ArrayPlace?) {
    var (inputs, labels) = source.arrays
    if source.isFile, let images = form.images {
      labels = form.labels.map { Samples.ArrayPlace(path: inputs.path, name: $0) }
      inputs.name = images
    }
    return (inputs, labels)
  }

  /// The image files of a source, with the classes of the training if labels are needed.
  func imageFiles(_ source: DataSource, needLabels: Bool) throws(DataError) -> ImageFiles {
    try needLabels
      ? ImageFiles(classesIn: source.paths[0], known: target.classNames)
      : ImageFiles(source.paths[0])
  }

  /// What images of folders become.
  var imageForm: ImageForm {
    ImageForm(
      height: sampleShape[0], width: sampleShape[1], channels: sampleShape[2],
      resizes: form.resizes ?? false)
  }

  /// What predictions call the column that names the rows: files of images have names.
  public var idColumn: String? { id ?? (format == .folder ? "file" : nil) }

  private func dataset(
    _ samples: Samples, _ needTargets: Bool
  ) throws(DataError) -> Dataset {
    let inputs = samples.inputs
    let found = Array(inputs.shape.dimensions.dropFirst())
    if found != sampleShape {
      throw DataError(
        .wrongImageShape(found: found, expected: sampleShape), file: samples.file, column: 5)
    }
    var targets: Tensor?
    if needTargets {
      targets =
        try samples.labels.map { labels throws(DataError) in
          try target.encode(labels: labels, file: samples.labelsFile)
        } ?? inputs
    }
    return Dataset(
      inputs: inputs, targets: targets, ids: samples.paths, file: samples.file)
  }
}

/// A table in which everything is done that comes before encoding. A column may be a feature and a
/// target, each with steps of its own.
struct TransformedTable {
  let inputs: Table
  let targets: Table
}
