/// Reads CSV files as RFC 4180 describes them, with a header, in UTF-8, with or without a byte
/// order mark.
///
/// An empty field, `NA`, `NaN` and `nan` are missing values, quoted or not. A column is numeric
/// if every other value of it is a finite decimal number. Lines that are wholly empty don't count.
public enum CSVFile {
  /// The table in the file at `path`; `-` is standard input.
  ///
  /// Columns named in `textColumns` keep their values as written, even if all are numbers.
  /// Throws for a file that cannot be read, is not UTF-8 text, or breaks the format. Traps if
  /// `delimiter` is not ASCII, or is a quote or a line end.
  public static func read(
    _ path: String, delimiter: Character = ",", textColumns: Set<String> = []
  ) throws(DataError) -> Table {
    let content = try FileBytes(path: path)
    return try parse(
      content.bytes, file: content.name, delimiter: delimiter, textColumns: textColumns)
  }

  /// The table in `bytes`; `file` is for messages.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, delimiter: Character = ",",
    textColumns: Set<String> = []
  ) throws(DataError) -> Table {
    guard let delimiter = delimiter.asciiValue, isDelimiter(delimiter) else {
      preconditionFailure("CSV delimiter \(delimiter) is not one ASCII character")
    }
    if bytes.isEmpty { throw DataError(.empty, file: file) }
    if let kind = foreignFormat(bytes) {
      throw DataError(.binary(looksLike: kind), file: file)
    }
    let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    var reader = CSVReader(
      CSVScanner(bytes, delimiter: delimiter, file: file, position: isMarked ? 3 : 0))
    return try reader.read(textColumns: textColumns)
  }

  /// Whether a byte may separate fields: one ASCII character that means nothing else.
  static func isDelimiter(_ byte: UInt8) -> Bool {
    byte < 0x80 && byte != 0 && byte != CSVScanner.quote && byte != CSVScanner.lineFeed
      && byte != CSVScanner.carriageReturn
  }

  /// What other format the first bytes announce.
  private static func foreignFormat(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let formats: [(start: [UInt8], name: String)] = [
      ([0x1F, 0x8B], "gzip data"),
      ([0x50, 0x4B, 0x03, 0x04], "a zip archive or spreadsheet"),
      ([0xFF, 0xFE], "UTF-16 text"),
      ([0xFE, 0xFF], "UTF-16 text"),
      ([0x00, 0x00], "binary data (IDX needs {images: …, labels: …})"),
    ]
    return formats.first { bytes.starts(with: $0.start) }?.name
  }
}

/// Reads the header and the records of one file.
struct CSVReader {
  private var scanner: CSVScanner
  private var builders: [ColumnBuilder] = []
  /// For each record the offset of its first byte, to read a column again that turns out as text.
  private var starts: [Int] = []
  private var lines: [Int] = []

  init(_ scanner: CSVScanner) { self.scanner = scanner }

  mutating func read(textColumns: Set<String>) throws(DataError) -> Table {
    try readHeader(textColumns)
    while scanner.goToRecord() { try readRecord() }
    if lines.isEmpty { throw DataError(.noRows, file: scanner.file, row: scanner.line) }
    let columns = builders.enumerated().map { $0.element.column(at: $0.offset + 1) }
    return Table(file: scanner.file, columns: columns, lines: lines)
  }

  private mutating func readHeader(_ textColumns: Set<String>) throws(DataError) {
    guard scanner.goToRecord() else { throw DataError(.empty, file: scanner.file) }
    let row = scanner.line
    var firstPlaces: [String: Int] = [:]
    var isLast = false
    while !isLast {
      let column = builders.count + 1
      let field = try scanner.next(row: row, column: column)
      let name = try text(field, row: row, column: column)
      if name.allSatisfy(\.isWhitespace) {
        throw DataError(.unnamedColumn, file: scanner.file, row: row, column: column)
      }
      if let first = firstPlaces.updateValue(column, forKey: name) {
        throw DataError(
          .repeatedColumn(first: first), file: scanner.file, row: row, column: column,
          columnName: name)
      }
      builders.append(ColumnBuilder(name, isText: textColumns.contains(name)))
      isLast = field.endsRecord
    }
  }

  private mutating func readRecord() throws(DataError) {
    let row = scanner.line
    starts.append(scanner.position)
    lines.append(row)
    var count = 0
    var isLast = false
    while !isLast {
      let field = try scanner.next(row: row, column: count + 1)
      if count < builders.count { try append(field, to: count, row: row) }
      count += 1
      isLast = field.endsRecord
    }
    if count != builders.count {
      throw DataError(
        .raggedRow(expected: builders.count, found: count), file: scanner.file, row: row,
        column: min(count, builders.count) + 1)
    }
  }

  private mutating func append(
    _ field: CSVScanner.Field, to index: Int, row: Int
  ) throws(DataError) {
    let value = DecimalParser.value(of: UnsafeBufferPointer(rebasing: scanner.bytes[field.range]))
    if !builders[index].isText {
      switch value {
      case .number(let number): return builders[index].append(number: number)
      case .missing: return builders[index].append(number: .nan)
      case .text: try turnToText(index)
      }
    }
    let written = value == .missing ? nil : try text(field, row: row, column: index + 1)
    builders[index].append(text: written)
  }

  /// Reads the earlier values of a column again, now as texts. Columns of text nearly always show
  /// it in their first record, so this costs less than keeping every field's text.
  private mutating func turnToText(_ index: Int) throws(DataError) {
    var earlier: [String?] = []
    earlier.reserveCapacity(starts.count)
    for (start, line) in zip(starts, lines).dropLast() {
      var again = CSVScanner(
        scanner.bytes, delimiter: scanner.delimiter, file: scanner.file, position: start,
        line: line)
      var field = try again.next(row: line, column: 1)
      for column in 0..<index { field = try again.next(row: line, column: column + 2) }
      let content = UnsafeBufferPointer(rebasing: scanner.bytes[field.range])
      let isMissing = DecimalParser.value(of: content) == .missing
      earlier.append(isMissing ? nil : try text(field, row: line, column: index + 1))
    }
    builders[index].becomeText(earlier)
  }

  private func text(
    _ field: CSVScanner.Field, row: Int, column: Int
  ) throws(DataError) -> String {
    let content = UnsafeBufferPointer(rebasing: scanner.bytes[field.range])
    guard let text = String(validating: content, as: UTF8.self) else {
      let name = column <= builders.count ? builders[column - 1].name : nil
      throw DataError(
        .invalidUTF8, file: scanner.file, row: row, column: column, columnName: name)
    }
    return field.hasPairedQuotes ? CSVReader.unpaired(text) : text
  }

  /// The text with every two quotes made one.
  private static func unpaired(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isSecond = false
    for scalar in text.unicodeScalars {
      if scalar == "\"" {
        if !isSecond { result.append(scalar) }
        isSecond.toggle()
      } else {
        result.append(scalar)
        isSecond = false
      }
    }
    return String(result)
  }
}
