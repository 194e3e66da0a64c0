package import TFXCore

/// A first look at a CSV file that nobody has described.
package struct TableSurvey: Sendable {
  package let rowCount: Int
  /// Whether these are all rows of the file; else those at its beginning.
  package let isWhole: Bool
  package let columns: [ColumnProfile]
  /// Columns that have no names in the file, and name the rows.
  package let rowNames: [String]
  /// The rows as a series in time, if they are one.
  package let series: SeriesProfile?
  /// How the file is written, as far as it does not show by itself, each with the reason.
  package private(set) var options: [Option] = []
  private let table: Table

  /// An option of a configuration, as it is written there.
  package struct Option: Sendable {
    package let key: String
    package let value: ConfigNode
    package let reason: String
  }

  /// So many bytes of a file are read: enough to see what is in its columns.
  package static let byteCount = 1 << 26

  /// Reads the file at `path`, or the beginning of a larger one.
  package init(_ path: String, byteCount: Int = TableSurvey.byteCount) throws(DataError) {
    var options = CSVOptions()
    var found: [Option] = []
    var isWhole = true
    let read = { (options: CSVOptions) throws(DataError) -> Table in
      let (table, whole) = try CSVFile.readBeginning(path, options, byteCount: byteCount)
      isWhole = whole
      return table
    }
    var table = try TableSurvey.table(read, &options, &found)
    if TableSurvey.hasNoHeader(table), options.header == .first {
      options.header = .none
      table = try read(options)
      found.append(
        Option(
          key: "header", value: "none".write(),
          reason: "the first line looks like the others: name its columns with 'columns'"))
    }
    var profiles = TableSurvey.profiles(table)
    let markers = profiles.flatMap { profile -> [String] in
      if case .texts(let texts) = profile.values { texts.markers } else { [] }
    }
    if !markers.isEmpty {
      options.missing.values = Array(Set(markers)).sorted()
      table = try read(options)
      profiles = TableSurvey.profiles(table)
      found.append(
        Option(
          key: "missing_values", value: options.missing.values.write(),
          reason: "stands where numbers or dates are missing"))
    }
    self.table = table
    rowCount = table.rowCount
    self.isWhole = isWhole
    rowNames = table.rowNames
    columns = profiles
    series = SeriesProfile(table, profiles)
    self.options = found
  }

  /// How many values a column has in the rows in which each of the others has one, too.
  package func count(of column: String, where others: [String]) -> Int {
    let columns = table.columns.filter { $0.name == column || others.contains($0.name) }
    return (0..<rowCount).count { row in columns.allSatisfy { !$0.isMissing(row) } }
  }

  /// Of a series in time, how far the newest 30% of a column's numbers are from those before, in deviations
  /// of these; 0 if the rows are none.
  package func levelShift(of column: String) -> Double {
    guard let series, let column = table.columns.first(where: { $0.name == column }) else {
      return 0
    }
    return series.levelShift(of: column, in: table)
  }

  /// The table with the options that it cannot be read without.
  private static func table(
    _ read: (CSVOptions) throws(DataError) -> Table, _ options: inout CSVOptions,
    _ found: inout [Option]
  ) throws(DataError) -> Table {
    let table: Table
    do throws(DataError) {
      table = try read(options)
    } catch {
      guard error.kind == .invalidUTF8 else { throw error }
      options.encoding = .latin1
      table = try read(options)
      found.append(
        Option(key: "encoding", value: "latin1".write(), reason: "the file is no UTF-8"))
    }
    // Aligned columns look like one whose name has blanks in it.
    guard table.columns.count == 1, table.columns[0].name.contains(where: \.isWhitespace) else {
      return table
    }
    var aligned = options
    aligned.delimiter = "whitespace"
    guard let other = try? read(aligned), other.columns.count > 1 else {
      return table
    }
    options = aligned
    found.append(
      Option(
        key: "delimiter", value: "whitespace".write(), reason: "blanks are between the columns"))
    return other
  }

  /// Whether the first line is a row: its numbers are above numbers, and its texts are values of their
  /// columns.
  private static func hasNoHeader(_ table: Table) -> Bool {
    var numbers = 0
    for column in table.columns {
      if DecimalParser.parse(column.name) != nil {
        if !column.isNumeric { return false }
        numbers += 1
      } else {
        guard case .texts(let texts) = column.values, texts.contains(column.name) else {
          return false
        }
      }
    }
    if numbers == 0 { return false }
    // 2019, 2020, 2021 are names of columns rather than values.
    let names = table.columnNames.compactMap { DecimalParser.parse($0) }
    let step = zip(names, names.dropFirst()).map { $1 - $0 }
    return !(names.count == table.columns.count && names.count > 1 && Set(step).count == 1)
  }

  private static func profiles(_ table: Table) -> [ColumnProfile] {
    var profiles = DataThreads.map(table.columns.count) { ColumnProfile(table, table.columns[$0]) }
    var byLook: [String: [Int]] = [:]
    for (place, profile) in profiles.enumerated() {
      let most = profile.frequent.prefix(3).map { "\($0.count) \($0.text)" }
      let look = "\(profile.missing) \(profile.distinct) \(most)"
      let same = byLook[look, default: []].first { other in
        table.columns[other].hasValues(of: table.columns[place])
      }
      if let same { profiles[place].twin = table.columns[same].name }
      byLook[look, default: []].append(place)
    }
    return profiles
  }
}

extension Column {
  fileprivate func isMissing(_ row: Int) -> Bool {
    switch values {
    case .numbers(let numbers): numbers[row].isNaN
    case .texts(let texts): texts[row] == nil
    }
  }

  /// Whether another column has the same value in each row.
  fileprivate func hasValues(of other: Column) -> Bool {
    switch (values, other.values) {
    case (.numbers(let own), .numbers(let others)):
      zip(own, others).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    case (.texts(let own), .texts(let others)): own == others
    default: false
    }
  }
}
