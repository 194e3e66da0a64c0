import TFXCore

/// Named columns of as many values each, as a CSV file has them.
public struct Table: Sendable {
  /// The file that the table was read from, the first of several, for messages.
  public let file: String
  /// The columns in the order of the file.
  public let columns: [Column]
  /// For each row the line of the file on which its record starts, from 1.
  public let lines: [Int]
  /// The line of the columns' names.
  let headerLine: Int
  /// The columns that have no names in the file, and name the rows.
  let rowNames: [String]
  /// The files behind the first, each with the number of its first row and the places of its columns
  /// where they are others.
  private let further: [FurtherFile]

  struct FurtherFile: Sendable {
    var file: String
    var firstRow: Int
    var positions: [ExactText: Int]
  }

  /// A table of columns that are as long as `lines`.
  public init(file: String, columns: [Column], lines: [Int]) {
    self.init(file: file, columns: columns, lines: lines, headerLine: 1, rowNames: [])
  }

  /// The same, with what is known of the header.
  init(
    file: String, columns: [Column], lines: [Int], headerLine: Int, rowNames: [String],
    further: [FurtherFile] = []
  ) {
    precondition(
      columns.allSatisfy { $0.count == lines.count },
      "columns of \(columns.map(\.count)) values in a table of \(lines.count) rows")
    self.file = file
    self.columns = columns
    self.lines = lines
    self.headerLine = headerLine
    self.rowNames = rowNames
    self.further = further
  }

  /// The same rows with other columns.
  func with(_ columns: [Column]) -> Table {
    Table(
      file: file, columns: columns, lines: lines, headerLine: headerLine, rowNames: rowNames,
      further: further)
  }

  /// The number of rows.
  public var rowCount: Int { lines.count }

  /// The bytes that it takes at least: long texts take more.
  var leastByteCount: Int {
    let textByteCount = MemoryLayout<String?>.stride
    return columns.reduce(8 * rowCount) { $0 + rowCount * ($1.isNumeric ? 8 : textByteCount) }
  }

  /// The names of the columns in the order of the file.
  public var columnNames: [String] { columns.map(\.name) }

  /// The column of a name, or nil.
  public func column(named name: String) -> Column? {
    columns.first { $0.name.isWritten(name) }
  }

  /// The error `kind` about the value of a column in a row (counted from 0).
  package func error(_ kind: DataError.Kind, row: Int, in column: Column) -> DataError {
    let own = further.last { $0.firstRow <= row }
    var error = DataError(
      kind, file: own?.file ?? file, row: lines[row],
      column: own?.positions[ExactText(column.name)] ?? column.position, columnName: column.name)
    error.tableRow = row
    return error
  }

  /// The error `kind` about a whole column, placed at its header.
  package func error(_ kind: DataError.Kind, in column: Column) -> DataError {
    DataError(
      kind, file: file, row: headerLine, column: column.position, columnName: column.name)
  }
}

/// One column of a ``Table``.
public struct Column: Sendable {
  /// The values of a column. Missing ones are not-a-number or nil.
  public enum Values: Sendable {
    /// Every value that is not missing is a number.
    case numbers(Numbers)
    /// Some values are not numbers; all are kept as they were written.
    case texts([String?])
  }

  /// The name in the header.
  public let name: String
  /// The place in a record, from 1.
  public let position: Int
  /// One value for each row.
  public let values: Values
  /// How the values were written.
  let syntax: FieldSyntax
  /// Of texts, how the first missing value is written if that is a word such as `NA`.
  let missingWord: String?
  /// Of numbers, one that is written as a code is, such as `007`, if there is one in the first rows.
  let code: String?

  /// A column of the given values at a place of the record, from 1.
  public init(_ name: String, position: Int, _ values: Values) {
    self.init(name, position: position, values, syntax: .plain)
  }

  /// The same, of values that were written in their own way.
  init(
    _ name: String, position: Int, _ values: Values, syntax: FieldSyntax,
    missingWord: String? = nil, code: String? = nil
  ) {
    self.name = name
    self.position = position
    self.values = values
    self.syntax = syntax
    self.missingWord = missingWord
    self.code = code
  }

  /// The number of rows.
  public var count: Int {
    switch values {
    case .numbers(let numbers): numbers.count
    case .texts(let texts): texts.count
    }
  }

  /// Whether every value is a number or missing.
  public var isNumeric: Bool {
    if case .numbers = values { true } else { false }
  }

  /// How many values are numbers, also among texts. Counted when asked.
  package var numberCount: Int {
    switch values {
    case .numbers(let numbers): numbers.count { !$0.isNaN }
    case .texts(let texts):
      texts.count { text in
        if case .number = text.map(syntax.value(of:)) { true } else { false }
      }
    }
  }

  /// The first row whose value is neither a number nor missing among numbers. Looked for when asked.
  package var firstText: Int? {
    guard case .texts(let texts) = values else { return nil }
    return texts.firstIndex { $0.map(isText) ?? false }
  }

  /// How many values are neither numbers nor missing among numbers. Counted when asked.
  package var textCount: Int {
    guard case .texts(let texts) = values else { return 0 }
    return texts.count { $0.map(isText) ?? false }
  }

  private func isText(_ text: String) -> Bool { syntax.value(of: text) == .text }

  /// The text of a row, numbers in their shortest form (`7` for `7.0`); nil if it is missing.
  public func text(at row: Int) -> String? {
    switch values {
    case .numbers(let numbers): numbers[row].isNaN ? nil : Column.text(of: numbers[row])
    case .texts(let texts): texts[row]
    }
  }

  /// The number of a row, not-a-number if it is missing; nil if it is a text.
  public func number(at row: Int) -> Double? {
    switch values {
    case .numbers(let numbers): return numbers[row]
    case .texts(let texts):
      guard let text = texts[row] else { return .nan }
      switch syntax.value(of: text) {
      case .number(let number): return number
      case .missing: return .nan
      case .text: return nil
      }
    }
  }

  /// The float nearest to the number of a row as it was written, not-a-number if it is missing; nil
  /// if it is a text.
  func float(at row: Int) -> Float? {
    if case .numbers(let numbers) = values { return numbers.float(at: row) }
    guard let number = number(at: row), case .texts(let texts) = values, var text = texts[row]
    else { return number(at: row).map { Float($0) } }
    return text.withUTF8 { syntax.float($0, nearest: number) }
  }

  /// A number in its shortest form: `7` for `7.0`.
  package static func text(of number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }
}
