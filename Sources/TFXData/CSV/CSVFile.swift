import TFXCore

/// Reads CSV files as RFC 4180 describes them; ``CSVOptions`` says how a file may differ.
///
/// An empty field, `NA`, `NaN` and `nan` are missing values, quoted or not. A column is numeric
/// if every other value of it is a finite decimal number; spaces around its values don't count,
/// while those of a text belong to it. Empty lines don't count, unless records have one field: then
/// each is a record of a missing value.
public enum CSVFile {
  /// The table in the file at `path`, which may be compressed; `-` is standard input.
  ///
  /// Throws for a file that cannot be read, is not text in its encoding, or breaks the format.
  public static func read(
    _ path: String, _ options: CSVOptions = CSVOptions(), textColumns: TextColumns = []
  ) throws(DataError) -> Table {
    try table(TextSource(path: path, options), textColumns: textColumns)
  }

  /// The rows at the beginning of the file at `path`: of whole blocks of its text, until `byteCount` bytes of it
  /// are read. `isWhole` says whether these are all.
  package static func readBeginning(
    _ path: String, _ options: CSVOptions, byteCount: Int, textColumns: TextColumns = []
  ) throws(DataError) -> (table: Table, isWhole: Bool) {
    let source = try TextSource(path: path, options)
    // What needs no bounds is read as ever.
    if source.content.count < byteCount / 4 {
      return (try table(source, textColumns: textColumns), true)
    }
    let text = try source.start()
    defer { withExtendedLifetime((source, text)) {} }
    var blocks = CSVBlocks(text, try header(text), textColumns)
    var tables: [Table] = []
    while tables.count * CSVBlocks.byteCount < byteCount, let table = try blocks.next() {
      tables.append(table)
    }
    let isWhole = tables.count * CSVBlocks.byteCount < byteCount
    let texts = Table.mixedColumns(tables)
    if texts.isEmpty { return (Table(joining: tables), isWhole) }
    var textColumns = textColumns
    textColumns.add(texts)
    return try readBeginning(path, options, byteCount: byteCount, textColumns: textColumns)
  }

  /// The table in several files, which have the same columns in any order; the rows of the second
  /// follow those of the first. Patterns such as `part-*.csv` stand for the files that match them.
  public static func read(
    _ paths: [String], _ options: CSVOptions = CSVOptions(), textColumns: TextColumns = []
  ) throws(DataError) -> Table {
    let paths = try FilePatterns.files(paths)
    var textColumns = textColumns
    var tables: [Table] = []
    var headers: [CSVHeader] = []
    var mistakes = Mistakes()
    for path in paths {
      let source = try TextSource(path: path, options)
      let text = try source.start(limit: textLimit)
      defer { withExtendedLifetime((source, text)) {} }
      let header = try header(text)
      try headers.first?.requireSameColumns(header)
      headers.append(header.over(UnsafeBufferPointer(start: nil, count: 0)))
      let table = mistakes.catching { () throws(DataError) in
        try CSVFile.table(source, text, header, textColumns)
      }
      if let table { tables.append(table) }
    }
    try mistakes.throwIfAny()
    if tables.count == 1 { return tables[0] }
    // A column of numbers in one file and of texts in another is one of texts, as they are written.
    let texts = Table.mixedColumns(tables)
    if !texts.isEmpty {
      textColumns.add(texts)
      for index in tables.indices where tables[index].hasNumbers(among: texts) {
        tables[index] = try read(paths[index], options, textColumns: textColumns)
      }
    }
    return Table(joining: tables)
  }

  /// So many bytes may a text be that is decoded: beside it there must be room for the table.
  private static var textLimit: Int { Machine.memorySize / 2 }

  /// The table in `bytes`; `file` is for messages. Threads share the text in chunks of
  /// `chunkByteCount`, by default of a size that suits the file; it makes no other difference.
  /// Compressed data may become `textLimit` bytes, by default half of the memory.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, _ options: CSVOptions = CSVOptions(),
    textColumns: TextColumns = [], chunkByteCount: Int? = nil, textLimit: Int? = nil
  ) throws(DataError) -> Table {
    try table(
      TextSource(bytes, file: file, options), textColumns: textColumns,
      chunkByteCount: chunkByteCount, textLimit: textLimit)
  }

  private static func table(
    _ source: TextSource, textColumns: TextColumns, chunkByteCount: Int? = nil,
    textLimit: Int? = nil
  ) throws(DataError) -> Table {
    let text = try source.start(limit: textLimit ?? self.textLimit)
    defer { withExtendedLifetime((source, text)) {} }
    return try table(source, text, try header(text), textColumns, chunkByteCount)
  }

  /// The table in a text, which starts with the header.
  private static func table(
    _ source: TextSource, _ text: TextWindow, _ header: CSVHeader, _ textColumns: TextColumns,
    _ chunkByteCount: Int? = nil
  ) throws(DataError) -> Table {
    if source.isPlain {
      return try CSVRecords(header, textColumns: textColumns, chunkByteCount: chunkByteCount).read()
    }
    // What is decoded is parsed at once, while a thread decodes on.
    var blocks = CSVBlocks(text, header, textColumns)
    var tables: [Table] = []
    var byteCount = 0
    while let table = try blocks.next() {
      tables.append(table)
      byteCount += table.leastByteCount
      // A number may have four times the bytes of its text, and blocks are there twice when they are
      // joined.
      if byteCount > text.limit / 2 {
        throw DataError(.inflatesTooFar(limit: text.limit / 2), file: text.file)
      }
    }
    let texts = Table.mixedColumns(tables)
    if texts.isEmpty { return Table(joining: tables) }
    // The numbers of a column in which texts follow are read again, as they are written.
    var textColumns = textColumns
    textColumns.add(texts)
    return try table(source, try source.start(limit: text.limit), header, textColumns)
  }

  /// The header at the start of a text, which must outlive it.
  static func header(_ text: TextWindow) throws(DataError) -> CSVHeader {
    if let kind = foreignFormat(text.bytes) {
      throw DataError(.binary(looksLike: kind), file: text.file)
    }
    return try CSVHeader(text.bytes, file: text.file, text.options)
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
    if let kind = foreignFormat(bytes) {
      throw DataError(.binary(looksLike: kind), file: file)
    }
    var scanner = CSVScanner(
      bytes, delimiter: CSVHeader.usualDelimiter, file: file,
      position: TextSource.markLength(bytes))
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

  /// Whether a byte may separate fields: one ASCII character that means nothing else.
  static func isDelimiter(_ byte: UInt8) -> Bool {
    byte < 0x80 && byte != 0 && byte != CSVScanner.quote && byte != CSVScanner.lineFeed
      && byte != CSVScanner.carriageReturn
  }

  /// The other format that the first bytes announce.
  private static func foreignFormat(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let formats: [(start: [UInt8], name: String)] = [
      ([0x1F, 0x8B], "compressed data in compressed data"),
      ([0x28, 0xB5, 0x2F, 0xFD], "compressed data in compressed data"),
      ([0x50, 0x4B, 0x03, 0x04], "a zip archive or spreadsheet"),
      ([0x00, 0x00], "binary data (IDX needs {images: …, labels: …})"),
    ]
    return formats.first { bytes.starts(with: $0.start) }?.name
  }
}
