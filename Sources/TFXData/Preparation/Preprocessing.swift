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
  /// The character between the fields of CSV files.
  package let delimiter: String

  /// Preprocessing of tables by fitted encoders.
  init(_ features: FeatureEncoder, _ target: TargetEncoder, _ config: DataConfig) {
    format = .csv
    sampleShape = [features.width]
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
    delimiter = ","
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
    switch (format, source) {
    case (.csv, .file(let path)), (.csv, .idx(let path, _)):
      return try dataset(try table(path), needTargets: needTargets)
    case (.idx, .file(let path)): return try images(path, labels: nil, needTargets: needTargets)
    case (.idx, .idx(let path, let labels)):
      return try images(path, labels: labels, needTargets: needTargets)
    }
  }

  /// Reads a CSV file such that its columns fit the encoders.
  func table(_ path: String) throws(DataError) -> Table {
    try transform.apply(
      CSVFile.read(path, delimiter: delimiter.first ?? ",", textColumns: textColumns))
  }

  /// The transforms of a table's columns, which come first.
  var transform: TableTransform { features?.transform ?? TableTransform([]) }

  /// The columns whose values must be read as they are written.
  var textColumns: TextColumns {
    var names = features?.textColumns ?? []
    if target.readsText { names += target.columns }
    return TextColumns(names, id: id)
  }

  /// Encodes rows of a transformed table; all if `rows` is nil. What is not like the training part is
  /// added to `drift`.
  func dataset(
    _ table: Table, rows: [Int]? = nil, needTargets: Bool, isFromSplit: Bool = false,
    drift: Drift? = nil
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
    let inputs = try features.encode(table, rows: rows, drift: drift)
    var targets: Tensor?
    if needTargets {
      targets =
        target.isInput
        ? inputs : try target.encode(table, rows: rows, isFromSplit: isFromSplit)
    }
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
