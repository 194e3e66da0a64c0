/// The fitting of one column's encoder, block by block: the same decisions and errors as
/// ``ColumnEncoder/fit(_:_:rows:options:)`` makes for a table in memory.
struct ColumnFit {
  private let name: String
  private let options: FeatureOptions
  /// Whether the values, transformed, are texts, at least one of them.
  private let isText: Bool
  private var buckets: BucketCounter
  private var statistics = NumberStatistics()
  private var counts: [String: Int] = [:]
  private var hasMissing = false
  private var numberCount = 0
  private var textCount = 0
  private var firstText: (error: DataError, found: String)?
  private var firstMissing: DataError?
  private var header: DataError?

  /// `isText` says whether the file's values are texts, at least one of them.
  init(_ name: String, _ options: FeatureOptions, isText: Bool) {
    self.name = name
    self.options = options
    self.isText = options.transform.map { $0.output == .text } ?? isText
    buckets = BucketCounter(options)
  }

  private var isNumber: Bool { options.normalize != nil || (options.encode == nil && !isText) }

  /// Adds a block; `rows` are those to train on. Throws only what more blocks could not change.
  mutating func add(_ table: Table, rows: [Int]) throws(DataError) {
    let column = try table.requireColumns([name])[0]
    header = header ?? table.error(.noValues, in: column)
    if case .buckets = options.transform?.output {
      buckets.add(table, column, rows: rows)
      return
    }
    if isText {
      numberCount += column.numberCount
      textCount += column.textCount
      if firstText == nil, let row = column.firstText {
        let error = table.error(.missingValue, row: row, in: column)
        firstText = (error, column.text(at: row) ?? "")
      }
    }
    if isNumber { addNumbers(table, column, rows) } else { try addCategories(table, column, rows) }
  }

  /// What was fitted.
  func finish() throws(DataError) -> ColumnEncoder {
    let encoding: ColumnEncoder.Encoding =
      if case .buckets(let count) = options.transform?.output {
        .bucket(try buckets.encoding(count: count, header: error(.noValues)))
      } else {
        isNumber ? .number(try numberEncoding()) : .category(try categoryEncoding())
      }
    return ColumnEncoder(column: name, transform: options.transform, encoding: encoding)
  }

  // MARK: Numbers

  private mutating func addNumbers(_ table: Table, _ column: Column, _ rows: [Int]) {
    var present: [Double] = []
    present.reserveCapacity(rows.count)
    for row in rows {
      // A text was remembered above, and ends the fitting.
      let number = column.number(at: row) ?? .nan
      if !number.isNaN {
        present.append(number)
      } else if firstMissing == nil {
        firstMissing = table.error(.missingValue, row: row, in: column)
      }
    }
    statistics.add(present)
  }

  private func numberEncoding() throws(DataError) -> NumberEncoding {
    let missing = options.missing ?? .error
    if missing.isForCategories { throw error(.fillNeedsCategories(fill: missing.description)) }
    if let firstText {
      throw firstText.error.with(
        .expectedNumber(found: firstText.found, mostAreNumbers: numberCount > textCount))
    }
    if missing == .error, let firstMissing { throw firstMissing }
    let normalize = options.normalize ?? .none
    if statistics.count == 0, normalize != .none || missing == .mean { throw error(.noValues) }
    let fill: Double? =
      switch missing {
      case .mean: statistics.mean
      case .median: preconditionFailure("a median of '\(name)', which is not all in memory")
      case .zero: 0
      case .number(let number): number
      case .error, .category, .mostFrequent: nil
      }
    let isConstant = statistics.least == statistics.greatest
    let (offset, scale): (Double, Double) =
      switch normalize {
      case .none: (0, 1)
      case .zscore: isConstant ? (statistics.least, 1) : (statistics.mean, statistics.deviation)
      case .minmax: (statistics.least, statistics.greatest - statistics.least)
      }
    guard offset.isFinite, scale.isFinite, fill?.isFinite ?? true else {
      throw error(.numberTooLarge(found: String(statistics.largest)))
    }
    return NumberEncoding(offset: offset, scale: scale == 0 ? 1 : scale, fill: fill)
  }

  // MARK: Categories

  private mutating func addCategories(
    _ table: Table, _ column: Column, _ rows: [Int]
  ) throws(DataError) {
    for row in rows {
      if let text = column.text(at: row) {
        counts[text, default: 0] += 1
      } else {
        hasMissing = true
        firstMissing = firstMissing ?? table.error(.missingCategory, row: row, in: column)
      }
    }
    // No more texts than these may be kept, whatever the file has.
    if counts.count > CategoryEncoding.limit {
      try checkIsNoNumber()
      throw error(.tooManyCategories(count: counts.count, limit: CategoryEncoding.limit))
    }
  }

  private func checkIsNoNumber() throws(DataError) {
    if options.encode == nil, options.transform == nil, let firstText, numberCount >= textCount {
      throw firstText.error.with(.expectedNumber(found: firstText.found, mostAreNumbers: true))
    }
  }

  private func categoryEncoding() throws(DataError) -> CategoryEncoding {
    try checkIsNoNumber()
    let missing = options.missing ?? .category
    if missing.isForNumbers { throw error(.fillNeedsNumbers(fill: missing.description)) }
    if missing == .error, let firstMissing { throw firstMissing }
    if counts.isEmpty { throw error(.noValues) }
    return CategoryEncoding(
      counts: counts, areNumbers: !isText, hasMissing: hasMissing, options: options)
  }

  private func error(_ kind: DataError.Kind) -> DataError {
    guard let header else { preconditionFailure("column '\(name)' fitted to no block") }
    return header.with(kind)
  }
}

extension DataError {
  /// Another error at the same place.
  fileprivate func with(_ kind: Kind) -> DataError {
    var error = self
    error.kind = kind
    return error
  }
}
