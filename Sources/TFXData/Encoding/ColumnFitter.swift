/// Fits the encoder of a column to its transformed values, block by block. A table in memory is one
/// block.
struct ColumnFitter {
  private enum Kind {
    case number(NumberFitter)
    case category(CategoryFitter)
    case bucket(BucketFitter)
    case text(TextFitter)
  }

  private let options: FeatureOptions
  /// Nil before the first block.
  private var kind: Kind?
  /// The place of the column's name.
  private var header: DataError?

  init(_ options: FeatureOptions) { self.options = options }

  /// Adds the values of `rows`. Throws only what further blocks could not change.
  mutating func add(_ table: Table, _ column: Column, rows: [Int]) throws(DataError) {
    header = header ?? table.error(.noValues, in: column)
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
    case .text(var fitter):
      fitter.add(column, rows: rows)
      kind = .text(fitter)
    }
  }

  /// The options and the values decide between number and category.
  private func kind(of column: Column) -> Kind {
    if options.encode == .text { return .text(TextFitter(options.text)) }
    if case .buckets(let count) = options.transform?.output {
      return .bucket(BucketFitter(options, count: count))
    }
    let isNumber = options.normalize != nil || (options.encode == nil && column.isNumeric)
    return isNumber ? .number(NumberFitter(options)) : .category(CategoryFitter(options))
  }

  /// The encoder of the column that was added.
  func finish() throws(DataError) -> ColumnEncoder {
    guard let kind, let header, let name = header.columnName else {
      preconditionFailure("a column fitted to no block")
    }
    let encoding: ColumnEncoder.Encoding =
      switch kind {
      case .number(let fitter): .number(try fitter.finish(header))
      case .category(let fitter): .category(try fitter.finish(header))
      case .bucket(let fitter): .bucket(try fitter.finish(header))
      case .text(let fitter): .text(try fitter.finish(header))
      }
    return ColumnEncoder(
      column: name, transform: options.transform, encoding: encoding,
      dimension: options.dimension ?? .auto)
  }
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
        firstText = firstText ?? (text, table.error(.missingValue, row: row, in: column))
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
