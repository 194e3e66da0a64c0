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
  /// What must be known of arrays and folders to read others like them.
  let form: Samples.Form
  /// How CSV files are written.
  package let csv: CSVOptions

  /// Preprocessing of tables by fitted encoders.
  init(_ features: FeatureEncoder, _ target: TargetEncoder, _ config: DataConfig) {
    format = .csv
    sampleShape = [features.width]
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
    csv = CSVOptions()
  }

  /// The names of the classes, in the order of their numbers; nil for regression.
  public var classNames: [String]? { target.classNames }

  /// The number of samples of each class in the training part, as ``classNames`` are ordered; nil for
  /// regression.
  public var classCounts: [Int]? { target.classCounts }

  /// The columns that are predicted; none for IDX files, and where the targets are the inputs.
  public var targetColumns: [String] { target.columns }

  /// Whether the targets are the inputs.
  public var predictsInput: Bool { target.isInput }

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
    switch format {
    case .csv: return try dataset(try table(source), needTargets: needTargets)
    case .idx, .folder: return try dataset(try samples(source, needTargets), needTargets)
    }
  }

  /// Reads a CSV file such that its columns fit the encoders.
  func table(_ source: DataSource) throws(DataError) -> Table {
    try transform.apply(
      CSVFile.read(source.csvPaths, source.options(csv), textColumns: textColumns))
  }

  /// The transforms of a table's columns, which come first.
  var transform: TableTransform { features?.transform ?? TableTransform([]) }

  /// The columns whose values must be read as they are written.
  var textColumns: TextColumns {
    var names = features?.textColumns ?? []
    if target.readsText { names += target.columns }
    return TextColumns(names, id: id)
  }

  /// Encodes rows of a transformed table; all if `rows` is nil.
  func dataset(
    _ table: Table, rows: [Int]? = nil, needTargets: Bool, isFromSplit: Bool = false
  ) throws(DataError) -> Dataset {
    guard let features else {
      preconditionFailure("a table to be encoded for a model of IDX files")
    }
    let rows = rows ?? Array(0..<table.rowCount)
    var ids: [String]?
    if let id {
      let column = try table.requireColumns([id])[0]
      ids = rows.map { column.text(at: $0) ?? "" }
    }
    var mistakes = Mistakes()
    let encoded = mistakes.catching { () throws(DataError) in
      try features.encode(table, rows: rows)
    }
    var targets = target.isInput && needTargets ? encoded : nil
    if needTargets, !target.isInput {
      do throws(DataError) {
        targets = try target.encode(table, rows: rows, isFromSplit: isFromSplit)
      } catch {
        mistakes.add(table.all(like: error))
      }
    }
    try mistakes.throwIfAny()
    guard let inputs = encoded else { preconditionFailure("no inputs, but no mistake") }
    return Dataset(
      inputs: inputs, targets: targets,
      sampleWeights: needTargets ? try sampleWeights(table, rows: rows) : nil,
      ids: ids, lines: rows.map { table.lines[$0] }, file: table.file)
  }

  /// How much each of `rows` counts.
  private func sampleWeights(_ table: Table, rows: [Int]) throws(DataError) -> Tensor? {
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
      inputs: inputs, targets: targets, ids: needTargets ? nil : samples.paths,
      file: samples.file)
  }
}
