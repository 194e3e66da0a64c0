public import TFXCore

/// The `data` section of a configuration: where the data comes from, what of it is predicted from
/// what, and which part of it is held back.
public struct DataConfig: Section, Hashable {
  public static let owner = "the data section"

  /// The data to train on, which is split if fractions are given.
  public var train = DataSource.file("")
  /// The data to evaluate after each epoch.
  public var validation: DataSource?
  /// The data to evaluate at the end.
  public var test: DataSource?
  /// The column to predict; CSV only.
  public var target: TargetConfig?
  /// The columns to predict from; nil for all but the target and the id. CSV only.
  public var features: FeatureList?
  /// Columns that are no features, by names or patterns such as `lag_*`. CSV only.
  public var exclude: [String] = []
  /// A column that names the rows: no feature, but repeated in predictions. CSV only.
  public var id: String?
  /// A column of how much each row counts in the loss; all count as 1 if nil. CSV only.
  public var sampleWeight: String?
  /// Decides which rows a split takes; nil for the seed of the experiment.
  public var seed: UInt64?
  /// The fraction of `train` to validate with.
  public var validationSplit = 0.0
  /// The fraction of `train` to test with.
  public var testSplit = 0.0
  /// How rows get into the parts of a split; nil for chance.
  public var split: SplitRule?
  /// Whether every part gets the classes in the same proportions.
  public var stratify = false
  /// How rows that follow each other make samples; nil if each row is one. CSV only.
  public var window: WindowConfig?
  /// Whether rare classes of the training part are drawn more often.
  public var oversample: Resampling?
  /// Whether frequent classes of the training part are drawn less often.
  public var undersample: Resampling?
  /// How files are written that don't say it themselves. CSV only.
  public var csv = CSVOptions()
  /// Whether files are read again for each epoch instead of being kept in memory.
  public var streaming = false
  /// How many samples are shuffled at a time while streaming; nil for ``defaultShuffleBuffer``.
  public var shuffleBuffer: Int?
  /// Random changes of training images, in order; IDX only.
  public var augment: [Augmentation] = []

  /// How many samples are shuffled at a time if nothing else is asked for.
  public static let defaultShuffleBuffer = 10_000

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    let fraction = Limits<Double>.from(0, below: 1)
    f.required(
      "train", &train,
      "CSV file or a list of them, `{file: path, …}` with options of its own, IDX or `.npy` files as "
        + "`{images: path, labels: path}`, `{folder: path}` of images")
    f.optional("validation", &validation, "data to evaluate after each epoch, like `train`")
    f.optional("test", &test, "data to evaluate at the end, like `train`")
    f.optional(
      "target", &target,
      "column to predict, a list of them, `{column: name, type: classification}`, or `input`")
    f.optional(
      "features", &features,
      "columns to predict from, by names or patterns such as `lag_*`; default: all but target and id"
    )
    f.optional("exclude", &exclude, "columns that are no features, by names or patterns")
    f.optional("id", &id, "column that names the rows in predictions")
    f.optional(
      "sample_weight", &sampleWeight, "column of how much each row counts in the loss")
    f.optional(
      "validation_split", &validationSplit, in: fraction, "fraction of `train` to validate with")
    f.optional("test_split", &testSplit, in: fraction, "fraction of `train` to test with")
    f.optional("stratify", &stratify, "split each class in the same proportions")
    f.optional(
      "split", &split,
      "how a split takes rows: `random`, `time` for the last ones, `{order: column}`, "
        + "`{group: column}` to keep rows together, `{stratify: true}`")
    f.optional("seed", &seed, "decides which rows a split takes; the experiment's seed if left out")
    f.optional("window", &window, "rows that follow each other as one sample")
    f.optional(
      "oversample", &oversample, "`balanced`: draws rare classes of the training part more often")
    f.optional(
      "undersample", &undersample,
      "`balanced`: draws frequent classes of the training part less often")
    f.optional(
      "streaming", &streaming, "read the files anew for each epoch: for data beyond memory")
    f.optional(
      "shuffle_buffer", &shuffleBuffer, in: Limits<Int>.atLeast(1).orNone,
      "samples that are shuffled at a time while streaming; 10000")
    f.optional(
      "augment", &augment,
      "random changes of training images, in order, as a list of names or "
        + "'name: {…}'")
    csv.fields(&f)
  }

  public func problems() -> [FieldProblem] {
    sourceProblems() + csvProblems() + splitProblems() + splitRuleProblems()
      + streamingProblems() + windowProblems() + resamplingProblems()
      + (train.isFile ? columnProblems() : idxProblems())
  }

  private func sourceProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    for (field, source) in [("train", train), ("validation", validation), ("test", test)] {
      guard let source else { continue }
      let help =
        switch train.kind {
        case .table: "write one path"
        case .arrays: "write {images: path, labels: path}"
        case .folder: "write {folder: path}"
        }
      if source.kind != train.kind {
        problems.append(
          FieldProblem(
            field,
            "'\(field)' and 'train' must be of one kind, found \(source.kind.rawValue) and "
              + "\(train.kind.rawValue)", help: help))
      } else if source.kind == .arrays, source.arrays.labels == nil, !predictsInput {
        problems.append(
          FieldProblem(
            field, "'\(field)' has images but no labels", help: help))
      }
    }
    return problems
  }

  /// How files are written, with what is said of single columns.
  var csvOptions: CSVOptions {
    var options = csv
    let words = features?.missingWords ?? []
    // A pattern of features means no other column.
    let others = words.isEmpty ? [] : (target?.columns ?? []) + otherColumns
    options.missingOfColumns =
      words
      + others.filter { name in !words.contains { $0.column.isWritten(name) } }
      .map { CSVOptions.ColumnWords(column: $0, words: MissingWords()) }
    return options
  }

  /// What is wrong with options of files, those of the section and those of single files.
  private func csvProblems() -> [FieldProblem] {
    var problems = csv.problems()
    for (field, source) in [("train", train), ("validation", validation), ("test", test)] {
      guard case .files(_, let own) = source, problems.isEmpty else { continue }
      problems += own.applied(to: csv).problems().map { problem in
        FieldProblem(field, item: problem.field, problem.message, help: problem.help)
      }
    }
    return problems
  }

  private func splitProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if validation != nil, validationSplit > 0 {
      problems.append(
        FieldProblem(
          "validation_split", "'validation' and 'validation_split' are both given",
          help: "leave out one of them"))
    }
    if test != nil, testSplit > 0 {
      problems.append(
        FieldProblem(
          "test_split", "'test' and 'test_split' are both given", help: "leave out one of them"))
    }
    if validationSplit + testSplit >= 1 {
      problems.append(
        FieldProblem(
          "test_split",
          "'validation_split' and 'test_split' must be below 1 together, found "
            + "\(validationSplit) and \(testSplit)", help: "leave rows to train on"))
    }
    return problems
  }

  private func streamingProblems() -> [FieldProblem] {
    guard streaming else {
      if shuffleBuffer == nil { return [] }
      return [
        FieldProblem(
          "shuffle_buffer", "'shuffle_buffer' is for data that is streamed",
          help: "write 'streaming: true', or leave it out")
      ]
    }
    var problems: [FieldProblem] = []
    for (field, source) in [("train", train), ("validation", validation), ("test", test)]
    where source?.isStandardInput == true {
      problems.append(
        FieldProblem(
          field, "standard input cannot be streamed: it can be read only once",
          help: "write it to a file first, or leave out 'streaming'"))
    }
    return problems
  }

  private func columnProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if !augment.isEmpty {
      problems.append(
        FieldProblem(
          "augment", "'augment' is for images, but 'train' is a CSV file", help: "take it out"))
    }
    guard let target else {
      problems.append(
        FieldProblem(nil, "'target' is missing", help: "name the column to predict"))
      return problems
    }
    if predictsInput,
      let entry = features?.entries.first(where: { $0.options.encode == .embedding })
    {
      problems.append(
        FieldProblem(
          "features", item: entry.column,
          "'\(entry.column)' is embedded, but the inputs are the targets, and the numbers of "
            + "categories are no targets", help: "write 'encode: one_hot'"))
    }
    let isFeature = { (column: String) in
      features?.entries.contains { $0.column.isWritten(column) } ?? false
    }
    let mayBeFeature = (window?.horizon ?? 0) > 0
    for column in target.columns where !mayBeFeature && isFeature(column) {
      problems.append(
        FieldProblem(
          "features", item: column, "'\(column)' is the target and a feature",
          help: window == nil
            ? "the model would read the answer; take it out of 'features'"
            : "with a horizon of 0 the window would hold the answer; take it out of 'features'"))
    }
    for column in exclude where isFeature(column) {
      problems.append(
        FieldProblem(
          "exclude", item: column, "'\(column)' is excluded and a feature",
          help: "it can only be one of them"))
    }
    let isTarget = { (column: String) in target.columns.contains { $0.isWritten(column) } }
    for (field, noun, column) in [
      ("id", "the id", id), ("sample_weight", "the sample weight", sampleWeight),
    ] {
      guard let column, isTarget(column) || isFeature(column) else { continue }
      problems.append(
        FieldProblem(
          field, "'\(column)' is \(noun) and \(isTarget(column) ? "the target" : "a feature")",
          help: "it can only be one of them"))
    }
    return problems
  }

  private func idxProblems() -> [FieldProblem] {
    let given = [
      ("target", target.map { !$0.isInput(among: []) } ?? false), ("features", features != nil),
      ("exclude", !exclude.isEmpty),
      ("id", id != nil), ("sample_weight", sampleWeight != nil),
      ("window", window != nil),
    ]
    let options = CSVOverride.changed(csv).map { ($0, true) }
    return (given + options).filter(\.1).map { field, _ in
      FieldProblem(
        field, "'\(field)' is for CSV files, but 'train' is \(train.kind.rawValue)",
        help: "take it out")
    }
  }
}
