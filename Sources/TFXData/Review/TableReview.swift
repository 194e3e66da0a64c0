package import TFXCore

/// What a CSV file tells of a training before it, beyond what its encoders are fitted to. The file is read once
/// more for it.
package struct TableReview: Sendable {
  /// A column that alone tells the target nearly as well as the target itself.
  package struct Leak: Sendable {
    package let column: String
    /// The part of the rows whose class it tells; nil for numbers.
    package let accuracy: Double?
    /// The part of the variance that it explains, or of what guessing misses that it gets right.
    package let score: Double
  }

  package struct Gap: Sendable {
    package let column: String
    package let gap: UnitGap
    /// Where the first of the numbers is.
    package let place: DataError
  }

  package private(set) var leaks: [Leak] = []
  package private(set) var gaps: [Gap] = []

  /// A column that gets right less than this of what guessing misses may well be a good feature.
  private static let leastScore = 0.98
  /// Of fewer rows nothing can be said; more are not looked at.
  private static let leastRows = 20
  private static let mostRows = 20_000
  /// The rarer classes must have so many rows together.
  private static let leastOthers = 5

  /// Nil for what is no file of rows, or cannot be read again.
  package init?(_ config: DataConfig, _ preprocessing: Preprocessing) throws(DataError) {
    guard let features = preprocessing.features, !config.train.files.isEmpty else { return nil }
    let tables = try preprocessing.transformed(try config.table(preprocessing))
    let columns = try tables.inputs.requireColumns(features.columns.map(\.column))
    let found = DataThreads.map(columns.count) { index -> UnitGap? in
      guard case .number = features.columns[index].encoding,
        case .numbers(let numbers) = columns[index].values
      else { return nil }
      return UnitGap(numbers)
    }
    for (column, gap) in zip(columns, found) {
      guard let gap else { continue }
      gaps.append(
        Gap(
          column: column.name, gap: gap,
          place: tables.inputs.error(.missingValue(.numbers), row: gap.row, in: column)))
    }
    if preprocessing.window != nil { return }
    findLeaks(columns, try TableReview.target(tables.targets, preprocessing.target))
  }

  private mutating func findLeaks(_ columns: [Column], _ found: (SoleColumn.Target, [Int])?) {
    guard let (target, rows) = found else { return }
    let scores = DataThreads.map(columns.count) { index -> SoleColumn in
      let column = columns[index]
      return SoleColumn(keys: column.keys(of: rows), isOrdered: column.isNumeric, target)
    }
    for (column, own) in zip(columns, scores) where own.score >= TableReview.leastScore {
      leaks.append(Leak(column: column.name, accuracy: own.accuracy, score: own.score))
    }
  }

  /// The target of some rows, evenly taken from all that have one; nil where a row has several, or too little
  /// is known.
  private static func target(
    _ table: Table, _ encoder: TargetEncoder
  ) throws(DataError) -> (SoleColumn.Target, [Int])? {
    guard encoder.columns.count == 1, encoder.classNames == nil || encoder.hasOneClass else {
      return nil
    }
    let column = try table.requireColumns(encoder.columns)[0]
    let all = (0..<table.rowCount).filter { row in
      if encoder.classNames != nil { return column.text(at: row) != nil }
      return column.number(at: row).map(\.isFinite) ?? false
    }
    if all.count < leastRows { return nil }
    let count = min(all.count, mostRows)
    let rows = (0..<count).map { all[$0 * all.count / count] }
    if encoder.classNames == nil {
      return (.numbers(rows.map { column.number(at: $0) ?? .nan }), rows)
    }
    var names = Vocabulary()
    let classes = rows.map { names.insert(column.text(at: $0) ?? "") }
    var counts = [Int](repeating: 0, count: names.count)
    for place in classes { counts[place] += 1 }
    if classes.count - (counts.max() ?? 0) < leastOthers { return nil }
    return (.classes(classes, count: names.count), rows)
  }
}

extension Column {
  /// A number for the value of each row: equal ones for equal values, in the order of numbers.
  fileprivate func keys(of rows: [Int]) -> [Double] {
    switch values {
    case .numbers(let numbers):
      // Rows without a value are alike, and like nothing else.
      return rows.map { numbers[$0].isNaN ? -.infinity : numbers[$0] }
    case .texts(let texts):
      var known = Vocabulary()
      return rows.map { row in texts[row].map { Double(known.insert($0)) } ?? -1 }
    }
  }
}

extension DataConfig {
  /// Where the name of each column stands in the first file of a table, by names; nothing of what cannot be read
  /// twice, or is no table.
  package func columnPlaces() -> [String: DataError] {
    guard train.isFile, !train.files.isEmpty,
      let table = try? StreamedTable(train.paths, train.options(csvOptions))
    else { return [:] }
    let header = table.header
    return Dictionary(
      header.names.enumerated().map { index, name in
        (
          name,
          DataError(
            .noValues, file: header.file, row: header.line, column: index + 1, columnName: name)
        )
      }
    ) { first, _ in first }
  }
}

extension BatchSource {
  /// The targets of all samples, if they are in memory: in the form that the loss compares with.
  package var knownTargets: Tensor? { (self as? any IndexedSource)?.targets }
}
