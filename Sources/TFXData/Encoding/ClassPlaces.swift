/// The places of the classes of a column's rows. That of a number is found once: most rows have one
/// of few, and to write a number and to look for its text takes longer than to read the file.
struct ClassPlaces {
  private let table: Table
  private let column: Column
  /// The values of a column of numbers.
  private let numbers: Numbers?
  private let areNumbers: Bool
  private var known: [Double: Int] = [:]

  /// - Parameter areNumbers: Whether names are numbers, so that `7` and `7.0` are the same.
  init(_ table: Table, _ column: Column, areNumbers: Bool) {
    self.table = table
    self.column = column
    self.areNumbers = areNumbers
    if case .numbers(let numbers) = column.values { self.numbers = numbers } else { numbers = nil }
  }

  /// The place of a row's class, which `find` gives for its name. A missing target is an error.
  mutating func place(
    of row: Int, _ find: (String) throws(DataError) -> Int
  ) throws(DataError) -> Int {
    guard let number = numbers?[row] else { return try find(try name(row)) }
    if let place = known[number] { return place }
    let place = try find(try name(row))
    known[number] = place
    return place
  }

  private func name(_ row: Int) throws(DataError) -> String {
    guard let name = column.className(at: row, areNumbers: areNumbers) else {
      throw table.error(.missingTarget(count: 1, rows: 1), row: row, in: column)
    }
    if let numbers, Int(exactly: numbers[row]) == nil {
      throw table.error(.fractionalClass(found: name), row: row, in: column)
    }
    return name
  }
}

extension Column {
  /// The category or class that a row's value names; nil if it is missing. Where names are numbers, a
  /// number among texts is brought to the same form.
  func className(at row: Int, areNumbers: Bool) -> String? {
    guard let text = text(at: row), areNumbers, !isNumeric else { return text(at: row) }
    return switch DecimalParser.value(of: text) {
    case .number(let number): Column.text(of: number)
    case .missing: nil
    case .text: text
    }
  }
}
