import TFXCore

/// The first record of a CSV file, and everything else that is the same for all of the file.
struct CSVHeader: @unchecked Sendable {
  /// The whole file; it outlives this.
  let bytes: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8
  /// The file, for messages.
  let file: String
  /// The columns' names.
  let names: [String]
  /// Where the records begin, empty lines among them.
  let end: Int
  /// The line at ``end``, from 1.
  let endLine: Int

  /// Reads the header, which begins at the scanner's place.
  init(_ start: CSVScanner) throws(DataError) {
    var scanner = start
    bytes = scanner.bytes
    delimiter = scanner.delimiter
    file = scanner.file
    guard scanner.goToRecord() else { throw DataError(.empty, file: scanner.file) }
    let row = scanner.line
    var names: [String] = []
    var firstPlaces: [ExactText: Int] = [:]
    var isLast = false
    while !isLast {
      let column = names.count + 1
      let field = try scanner.next(row: row, column: column)
      guard let name = scanner.text(field) else {
        throw DataError(.invalidUTF8, file: scanner.file, row: row, column: column)
      }
      if name.allSatisfy(\.isWhitespace) {
        throw DataError(.unnamedColumn, file: scanner.file, row: row, column: column)
      }
      if let first = firstPlaces.updateValue(column, forKey: ExactText(name)) {
        throw DataError(
          .repeatedColumn(first: first), file: scanner.file, row: row, column: column,
          columnName: name)
      }
      names.append(name)
      isLast = field.endsRecord
    }
    self.names = names
    end = scanner.position
    endLine = scanner.line
  }

  /// A scanner at `position`, which counts lines from `line`.
  func scanner(at position: Int, line: Int) -> CSVScanner {
    CSVScanner(
      bytes, delimiter: delimiter, file: file, position: position, line: line,
      hasEmptyRecords: names.count == 1)
  }
}
