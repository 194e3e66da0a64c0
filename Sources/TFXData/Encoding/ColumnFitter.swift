/// Fits the encoder of a column to its transformed values, block by block. A table in memory is one
/// block.
struct ColumnFitter {
  private enum Kind {
    case number(NumberFitter)
    case category(CategoryFitter)
    case bucket(BucketFitter)
    case date(DateFitter)
    case text(TextFitter)
  }

  private let options: FeatureOptions
  /// How many numbers a level of a sketch of quantiles holds; nil for all.
  private let sketchSize: Int?
  private var survey = ColumnSurvey()
  /// Nil before the first block.
  private var kind: Kind?
  /// The place of the column's name.
  private var header: DataError?
  /// A number that looks like a code.
  private var code: String?

  init(_ options: FeatureOptions, sketchSize: Int?) {
    self.options = options
    self.sketchSize = sketchSize
  }

  /// Adds the values of `rows`. Throws only what further blocks could not change.
  mutating func add(_ table: Table, _ column: Column, rows: [Int]) throws(DataError) {
    header = header ?? table.error(.noValues, in: column)
    code = code ?? column.code
    survey.add(column, rows: rows)
    // Taken out while it changes, so that its values are not copied.
    switch kind.take() ?? self.kind(of: column) {
    case .number(var fitter):
      fitter.add(table, column, rows: rows)
      kind = .number(fitter)
    case .category(var fitter):
      try fitter.add(table, column, rows: rows)
      kind = .category(fitter)
    case .bucket(var fitter):
      fitter.add(table, column, rows: rows)
      kind = .bucket(fitter)
    case .date(var fitter):
      fitter.add(table, column, rows: rows)
      kind = .date(fitter)
    case .text(var fitter):
      fitter.add(column, rows: rows)
      kind = .text(fitter)
    }
  }

  /// The options and the values decide between number and category.
  private func kind(of column: Column) -> Kind {
    if options.encode == .text { return .text(TextFitter(options.text)) }
    if options.encode == .date { return .date(DateFitter(options, sketchSize: sketchSize)) }
    if case .buckets(let count) = options.transform?.output {
      return .bucket(BucketFitter(options, count: count))
    }
    let isNumber = options.encode == nil && (options.normalize != nil || column.isNumeric)
    return isNumber
      ? .number(NumberFitter(options, sketchSize: sketchSize))
      : .category(CategoryFitter(options, sketchSize: sketchSize))
  }

  /// The encoder of the column that was added, its options with all that was decided, and what its
  /// user should know.
  func finish() throws(DataError) -> FittedColumn {
    guard let kind, let header, let name = header.columnName else {
      preconditionFailure("a column fitted to no block")
    }
    var decided = options
    var notes: [ColumnNote] = []
    var summary = survey.summary()
    var sequence: UInt64?
    let encoding: ColumnEncoder.Encoding
    switch kind {
    case .number(let fitter):
      encoding = .number(try fitter.finish(header))
      decided.normalize = options.normalize ?? FeatureOptions.Normalization.none
      decided.missing = options.missing ?? .error
      notes = ColumnNote.numbers(survey)
      if options.normalize == nil, options.transform == nil, let code {
        notes.append(.codes(example: code))
      }
      sequence = survey.fingerprint
    case .category(let fitter):
      let fitted = try fitter.finish(header)
      encoding = .category(fitted)
      decided.encode = fitted.encoding
      decided.missing = options.missing ?? (fitted.encoding == .ordinal ? .error : .category)
      notes = fitter.notes
      sequence = fitter.sequence
    case .bucket(let fitter):
      let fitted = try fitter.finish(header)
      encoding = .bucket(fitted)
      decided.encode = fitted.encoding
      decided.missing = options.missing ?? .category
    case .date(let fitter):
      let fitted = try fitter.finish(header)
      encoding = .date(fitted)
      decided.dates = fitted.options
      decided.normalize = options.normalize ?? .zscore
      decided.missing = options.missing ?? .error
      summary = survey.summary(fitter.range)
      notes = fitter.notes
    case .text(let fitter): encoding = .text(try fitter.finish(header))
    }
    let encoder = ColumnEncoder(
      column: name, transform: options.transform, encoding: encoding,
      dimension: options.dimension ?? .auto, summary: summary)
    if let dimension = encoder.dimension { decided.dimension = .numbers(dimension) }
    return FittedColumn(encoder: encoder, options: decided, notes: notes, sequence: sequence)
  }
}

/// A column whose encoder is fitted.
struct FittedColumn {
  let encoder: ColumnEncoder
  /// The options with all that was decided.
  let options: FeatureOptions
  /// What its user should know.
  let notes: [ColumnNote]
  /// Depends on all values and their order; nil for a column that is not compared with others.
  let sequence: UInt64?
}

/// How many values of a column are numbers and how many are texts, and its first text: a column of
/// numbers with some texts between them is taken for a mistake in the file.
struct KindCount {
  private(set) var numbers = 0
  private(set) var texts = 0
  private(set) var firstText: (text: String, place: DataError)?

  /// Adds all rows of a block, if it has texts.
  mutating func add(_ table: Table, _ column: Column) {
    guard case .texts(let values) = column.values else { return }
    for (row, text) in values.enumerated() {
      guard let text else { continue }
      switch column.syntax.value(of: text) {
      case .number: numbers += 1
      case .missing: break
      case .text:
        texts += 1
        firstText = firstText ?? (text, table.error(.missingValue(.numbers), row: row, in: column))
      }
    }
  }
}

extension DataError {
  /// Another error at the same place.
  func with(_ kind: Kind) -> DataError {
    var error = self
    error.kind = kind
    return error
  }
}
