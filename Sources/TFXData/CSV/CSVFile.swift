import TFXCore

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
    let content = try FileBytes(data: path)
    defer { withExtendedLifetime(content) {} }
    return try parse(
      content.bytes, file: content.name, delimiter: delimiter, textColumns: textColumns)
  }

  /// The table in `bytes`; `file` is for messages. Threads share the bytes in chunks of
  /// `chunkByteCount`, by default of a size that suits the file; it makes no other difference.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, delimiter: Character = ",",
    textColumns: Set<String> = [], chunkByteCount: Int? = nil
  ) throws(DataError) -> Table {
    let header = try header(bytes, file: file, delimiter: delimiter)
    return try CSVRecords(header, textColumns: textColumns, chunkByteCount: chunkByteCount).read()
  }

  /// The header of the file that `bytes` are, which must outlive it.
  static func header(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, delimiter: Character
  ) throws(DataError) -> CSVHeader {
    guard let delimiter = delimiter.asciiValue, isDelimiter(delimiter) else {
      preconditionFailure("CSV delimiter \(delimiter) is not one ASCII character")
    }
    if bytes.isEmpty { throw DataError(.empty, file: file) }
    if let kind = foreignFormat(bytes) {
      throw DataError(.binary(looksLike: kind), file: file)
    }
    let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    return try CSVHeader(
      CSVScanner(bytes, delimiter: delimiter, file: file, position: isMarked ? 3 : 0))
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
