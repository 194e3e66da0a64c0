/// Cuts the bytes of a CSV file into fields, as RFC 4180 has them: a field in quotes may hold
/// delimiters, line breaks and, written as two, quotes. Lines end with LF, CRLF or CR.
struct CSVScanner {
  /// Where a field's content lies.
  struct Field {
    /// The content without the quotes around it.
    var range: Range<Int>
    /// Whether the content holds quotes that are written as two.
    var hasPairedQuotes: Bool
    /// Whether the field is the last of its record.
    var endsRecord: Bool
  }

  let bytes: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8
  let file: String
  /// The offset of the next field.
  private(set) var position: Int
  /// The line of the next field, from 1.
  private(set) var line: Int
  /// Whether an empty line is a record, which it can only be where records have one field.
  var hasEmptyRecords: Bool
  /// The first byte of lines that are comments; 0 if there are none.
  let comment: UInt8

  /// Starts at `position` of `bytes`, which lies on `line`.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, file: String, position: Int = 0,
    line: Int = 1, hasEmptyRecords: Bool = false, comment: UInt8 = 0
  ) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.file = file
    self.position = position
    self.line = line
    self.hasEmptyRecords = hasEmptyRecords
    self.comment = comment
  }

  /// The same place, with another delimiter.
  func with(delimiter: UInt8) -> CSVScanner {
    CSVScanner(
      bytes, delimiter: delimiter, file: file, position: position, line: line,
      hasEmptyRecords: hasEmptyRecords, comment: comment)
  }

  /// Goes over whole lines, whatever is in them.
  mutating func skipLines(_ count: Int) {
    var rest = count
    while rest > 0, position < bytes.count {
      skipLine()
      rest -= 1
    }
  }

  /// Goes over the line `sep=;`, which tells spreadsheets what separates fields; returns what it
  /// tells, or nil.
  mutating func takeDelimiterLine() -> UInt8? {
    let line = bytes[position...].prefix(16).prefix { !CSVScanner.isLineEnd($0) }
      .filter { $0 != CSVScanner.quote }
    let word = line.prefix(4).map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    guard line.count == 5, word == Array("sep=".utf8), CSVFile.isDelimiter(line[4]) else {
      return nil
    }
    skipLine()
    return line[4]
  }

  /// Goes over a byte order mark in the middle of files that were put together.
  mutating func skipMark() {
    if bytes[position...].starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
  }

  private mutating func skipLine() {
    while position < bytes.count, !CSVScanner.isLineEnd(bytes[position]) { position += 1 }
    if position < bytes.count { takeLineEnd() }
  }

  /// Goes over comments and empty lines that are no records; returns whether a record follows.
  mutating func goToRecord() -> Bool {
    while position < bytes.count {
      if !hasEmptyRecords, CSVScanner.isLineEnd(bytes[position]) {
        takeLineEnd()
      } else if comment != 0, bytes[position] == comment {
        skipLine()
      } else {
        break
      }
    }
    return position < bytes.count
  }

  /// The next field of the record. `row` and `column`, from 1, are for messages.
  mutating func next(row: Int, column: Int) throws(DataError) -> Field {
    if position < bytes.count, bytes[position] == CSVScanner.quote {
      return try quoted(row: row, column: column)
    }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      // One comparison lets nearly every byte pass: line ends and zero are at most 13.
      if byte == delimiter || byte <= CSVScanner.carriageReturn {
        if byte == delimiter || CSVScanner.isLineEnd(byte) { break }
        if byte == 0 { throw binary(row: row, column: column) }
      }
      position += 1
    }
    let range = start..<position
    return Field(range: range, hasPairedQuotes: false, endsRecord: takeSeparator())
  }

  private mutating func quoted(row: Int, column: Int) throws(DataError) -> Field {
    let openingLine = line
    position += 1
    let start = position
    var hasPairedQuotes = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == CSVScanner.quote {
        if position + 1 < bytes.count, bytes[position + 1] == CSVScanner.quote {
          hasPairedQuotes = true
          position += 2
          continue
        }
        let range = start..<position
        position += 1
        if position < bytes.count, bytes[position] != delimiter,
          !CSVScanner.isLineEnd(bytes[position])
        {
          throw DataError(
            .textAfterQuote(found: restOfField()), file: file, row: row, column: column)
        }
        return Field(range: range, hasPairedQuotes: hasPairedQuotes, endsRecord: takeSeparator())
      }
      if byte == 0 { throw binary(row: row, column: column) }
      if CSVScanner.isLineEnd(byte) { takeLineEnd() } else { position += 1 }
    }
    throw DataError(.unterminatedQuote, file: file, row: openingLine, column: column)
  }

  /// Goes over the end of a field; returns whether it ends the record too.
  private mutating func takeSeparator() -> Bool {
    if position == bytes.count { return true }
    if bytes[position] == delimiter {
      position += 1
      return false
    }
    takeLineEnd()
    return true
  }

  private mutating func takeLineEnd() {
    let isPair =
      bytes[position] == CSVScanner.carriageReturn && position + 1 < bytes.count
      && bytes[position + 1] == CSVScanner.lineFeed
    position += isPair ? 2 : 1
    line += 1
  }

  /// A field's text; nil if it is not UTF-8.
  func text(_ field: Field) -> String? {
    let content = UnsafeBufferPointer(rebasing: bytes[field.range])
    guard let text = CSVScanner.text(content) else { return nil }
    return field.hasPairedQuotes ? CSVScanner.unpaired(text) : text
  }

  /// The text of bytes; nil if they are not UTF-8.
  @inline(__always)
  static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    // The validating initializer is generic, and takes ten times as long for a short text.
    if bytes.allSatisfy({ $0 < 0x80 }) {
      return String(unsafeUninitializedCapacity: bytes.count) { text in
        text.initialize(from: bytes).1
      }
    }
    return String(validating: bytes, as: UTF8.self)
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

  private func restOfField() -> String {
    let rest = bytes[position...].prefix { $0 != delimiter && !CSVScanner.isLineEnd($0) }
    return String(decoding: rest.prefix(100), as: UTF8.self)
  }

  private func binary(row: Int, column: Int) -> DataError {
    DataError(.binary(looksLike: nil), file: file, row: row, column: column)
  }

  static func isLineEnd(_ byte: UInt8) -> Bool {
    byte == lineFeed || byte == carriageReturn
  }

  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
