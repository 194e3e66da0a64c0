import TFXCore

/// Reads CSV files as RFC 4180 describes them, with a header, in UTF-8, with or without a byte
/// order mark.
///
/// An empty field, `NA`, `NaN` and `nan` are missing values, quoted or not. A column is numeric
/// if every other value of it is a finite decimal number; spaces around its values don't count,
/// while those of a text belong to it. Empty lines don't count, unless records have one field: then
/// each is a record of a missing value.
public enum CSVFile {
  /// The table in the file at `path`; `-` is standard input.
  ///
  /// Throws for a file that cannot be read, is not UTF-8 text, or breaks the format. Traps if
  /// `delimiter` is not ASCII, or is a quote or a line end.
  public static func read(
    _ path: String, delimiter: Character = ",", textColumns: TextColumns = []
  ) throws(DataError) -> Table {
    let content = try FileBytes(data: path)
    defer { withExtendedLifetime(content) {} }
    return try parse(
      content.bytes, file: content.name, delimiter: delimiter, textColumns: textColumns)
  }

  /// The table in `bytes`; `file` is for messages. Threads share the bytes in chunks of
  /// `chunkByteCount`, by default of a size that suits the file; it makes no other difference.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, delimiter: Character = ",",
    textColumns: TextColumns = [], chunkByteCount: Int? = nil
  ) throws(DataError) -> Table {
    let header = try header(bytes, file: file, delimiter: delimiter)
    return try CSVRecords(header, textColumns: textColumns, chunkByteCount: chunkByteCount).read()
  }

  /// The header of the file that `bytes` are, which must outlive it.
  static func header(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, delimiter: Character
  ) throws(DataError) -> CSVHeader {
    if bytes.isEmpty { throw DataError(.empty, file: file) }
    return try CSVHeader(scanner(bytes, file: file, delimiter: delimiter))
  }

  /// A record of a file without a header.
  package struct Record {
    /// The line on which it starts, from 1.
    package let line: Int
    /// The texts as they are written, without quotes around them.
    package let fields: [String]
  }

  /// All records of a file in which nothing is a header, a number or missing. Empty lines don't
  /// count, unless the first record has one field.
  package static func records(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws(DataError) -> [Record] {
    var scanner = try scanner(bytes, file: file, delimiter: ",")
    var records: [Record] = []
    while scanner.goToRecord() {
      let line = scanner.line
      var fields: [String] = []
      var isLast = false
      while !isLast {
        let field = try scanner.next(row: line, column: fields.count + 1)
        guard let text = scanner.text(field) else {
          throw DataError(.invalidUTF8, file: file, row: line, column: fields.count + 1)
        }
        fields.append(text)
        isLast = field.endsRecord
      }
      scanner.hasEmptyRecords = scanner.hasEmptyRecords || records.isEmpty && fields.count == 1
      records.append(Record(line: line, fields: fields))
    }
    return records
  }

  /// A text as a field, in quotes where it needs them.
  package static func field(_ text: String) -> [UInt8] {
    let needsQuotes = text.utf8.contains { byte in
      byte == CSVScanner.quote || byte == UInt8(ascii: ",") || CSVScanner.isLineEnd(byte)
    }
    if !needsQuotes { return Array(text.utf8) }
    let quote = CSVScanner.quote
    return [quote] + text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

  /// A scanner at the start of a file, behind its byte order mark.
  private static func scanner(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, delimiter: Character
  ) throws(DataError) -> CSVScanner {
    guard let delimiter = delimiter.asciiValue, isDelimiter(delimiter) else {
      preconditionFailure("CSV delimiter \(delimiter) is not one ASCII character")
    }
    if let kind = foreignFormat(bytes) {
      throw DataError(.binary(looksLike: kind), file: file)
    }
    let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    return CSVScanner(bytes, delimiter: delimiter, file: file, position: isMarked ? 3 : 0)
  }

  /// Whether a byte may separate fields: one ASCII character that means nothing else.
  static func isDelimiter(_ byte: UInt8) -> Bool {
    byte < 0x80 && byte != 0 && byte != CSVScanner.quote && byte != CSVScanner.lineFeed
      && byte != CSVScanner.carriageReturn
  }

  /// The other format that the first bytes announce.
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
