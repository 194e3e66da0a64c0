public import TFXCore

/// Everything that turns files into the inputs of a trained model: it travels in the checkpoint,
/// as JSON.
public struct Preprocessing: Hashable, Sendable {
  /// The format of the files that the model was trained on.
  package enum Format: String, Codable, Sendable {
    case csv, idx
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
  /// The character between the fields of CSV files.
  package let delimiter: String

  /// Preprocessing of tables by fitted encoders.
  init(_ features: FeatureEncoder, _ target: TargetEncoder, _ config: DataConfig) {
    format = .csv
    window = config.windowInOrder
    sampleShape = (window.map { [$0.length] } ?? []) + [features.width]
    self.features = features
    self.target = target
    id = config.id
    sampleWeight = config.sampleWeight
    delimiter = String(config.delimiterCharacter)
  }

  /// Preprocessing of images and their labels.
  init(sampleShape: [Int], _ target: TargetEncoder) {
    format = .idx
    self.sampleShape = sampleShape
    features = nil
    self.target = target
    id = nil
    sampleWeight = nil
    window = nil
    delimiter = ","
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
    switch (format, source) {
    case (.csv, .file(let path)), (.csv, .idx(let path, _)):
      if window != nil {
        let windows = try windows(source, needTargets: needTargets)
        return windows.selecting(Array(0..<windows.count))
      }
      return try dataset(transformed(try table(path)), needTargets: needTargets)
    case (.idx, .file(let path)): return try images(path, labels: nil, needTargets: needTargets)
    case (.idx, .idx(let path, let labels)):
      return try images(path, labels: labels, needTargets: needTargets)
    }
  }

  /// Reads a CSV file such that its columns fit the encoders.
  func table(_ path: String) throws(DataError) -> Table {
    let table = try CSVFile.read(
      path, delimiter: delimiter.first ?? ",", textColumns: textColumns)
    try table.requireOneHeader()
    return table
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
    if let series = window?.by { names.append(series) }
    return names
  }

  /// Encodes rows of a transformed table; all that can be used if `rows` is nil. What is not like the
  /// training part is added to `drift`.
  func dataset(
    _ tables: TransformedTable, rows: [Int]? = nil, needTargets: Bool, isFromSplit: Bool = false,
    drift: Drift? = nil
  ) throws(DataError) -> Dataset {
    guard let features else {
      preconditionFailure("a table to be encoded for a model of IDX files")
    }
    let table = tables.inputs
    let rows = if let rows { rows } else { try usable(tables, needTargets: needTargets) }
    let ids = try ids(table, rows: rows)
    let inputs = try features.encode(table, rows: rows, drift: drift)
    var targets: Tensor?
    if needTargets {
      targets =
        target.isInput
        ? inputs : try target.encode(tables.targets, rows: rows, isFromSplit: isFromSplit)
    }
    return Dataset(
      inputs: inputs, targets: targets,
      sampleWeights: needTargets ? try sampleWeights(table, rows: rows) : nil,
      ids: ids, lines: rows.map { table.lines[$0] }, file: table.file)
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

  private func images(
    _ path: String, labels labelsPath: String?, needTargets: Bool
  ) throws(DataError) -> Dataset {
    let inputs = try IDXSamples.inputs(path)
    let found = Array(inputs.shape.dimensions.dropFirst())
    if found != sampleShape {
      throw DataError(.wrongImageShape(found: found, expected: sampleShape), file: path, column: 5)
    }
    if !needTargets { return Dataset(inputs: inputs, file: path) }
    if target.isInput { return Dataset(inputs: inputs, targets: inputs, file: path) }
    guard let labelsPath else { throw DataError(.labelsNeeded, file: path) }
    let labels = try IDXSamples.labels(labelsPath, count: inputs.shape[0], images: path)
    return Dataset(
      inputs: inputs, targets: try target.encode(labels: labels, file: labelsPath), file: path)
  }
}

/// A table in which everything is done that comes before encoding. A column may be a feature and a
/// target, each with steps of its own.
struct TransformedTable {
  let inputs: Table
  let targets: Table
}

/// Inputs and labels of IDX files.
enum IDXSamples {
  /// The inputs in the file at `path`, images with an axis for their one channel.
  static func inputs(_ path: String) throws(DataError) -> Tensor {
    let tensor = try IDXFile.read(path)
    try requireFinite(tensor, file: path)
    switch tensor.shape.rank {
    case 1: throw DataError(.imagesAreAVector, file: path, column: 4)
    case 3: return tensor.reshaped(to: Shape(tensor.shape.dimensions + [1]))
    default: return tensor
    }
  }

  /// Throws at the first input that is no finite float32; one of them would spoil all weights.
  /// `first` is the number of the first row in the file.
  static func requireFinite(
    _ tensor: Tensor, file: String, first: Int = 0
  ) throws(DataError) {
    let wrong: Int? =
      switch tensor.dtype {
      case .float32: tensor.withUnsafeScalars(of: Float.self) { $0.firstIndex { !$0.isFinite } }
      case .float64:
        tensor.withUnsafeScalars(of: Double.self) { $0.firstIndex { !Float($0).isFinite } }
      default: nil
      }
    if let wrong {
      let itemSize = tensor.elementCount / tensor.shape[0]
      throw DataError(
        .notFinite(tensor.doubles()[wrong]), file: file, row: first + wrong / itemSize + 1,
        column: wrong % itemSize + 1)
    }
  }

  /// The labels in the file at `path`, one for each of `count` inputs of the file `images`.
  static func labels(_ path: String, count: Int, images: String) throws(DataError) -> Tensor {
    let labels = try IDXFile.read(path)
    let found = labels.shape[0]
    if found != count {
      throw DataError(
        .wrongLabelCount(labels: found, images: count, imagesFile: images), file: path,
        row: min(found, count) + 1)
    }
    return labels
  }
}
