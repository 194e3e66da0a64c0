import TFXCore

/// A CSV file that is read block by block, as often as one likes. Nothing of it stays in memory.
final class StreamedTable: Sendable {
  private let content: FileBytes
  let header: CSVHeader

  /// Bytes that are read at once: enough work for threads, little memory.
  static let blockByteCount = 1 << 22

  /// Opens the file and reads its header.
  init(_ path: String, delimiter: Character) throws(DataError) {
    content = try FileBytes(data: path)
    header = try CSVFile.header(content.bytes, file: content.name, delimiter: delimiter)
  }

  /// Reads all records once.
  func blocks(textColumns: TextColumns) -> Blocks { Blocks(self, textColumns) }

  /// One pass through the file.
  struct Blocks {
    private let source: StreamedTable
    private let textColumns: TextColumns
    private var position: Int
    private var line: Int
    /// The number of rows before the next block.
    private(set) var row = 0

    fileprivate init(_ source: StreamedTable, _ textColumns: TextColumns) {
      self.source = source
      self.textColumns = textColumns
      position = source.header.end
      line = source.header.endLine
    }

    /// The next rows, and the number of the first of them in the file; nil at its end.
    mutating func next() throws(DataError) -> (table: Table, first: Int)? {
      let count = source.content.bytes.count
      while position < count {
        let end = min(count, position + StreamedTable.blockByteCount)
        let records = CSVRecords(
          source.header, textColumns: textColumns, range: position..<end, line: line)
        let part = try records.readPart()
        position = part.end
        line = part.endLine
        source.content.forget(before: position)
        if part.table.rowCount == 0 { continue }
        try part.table.requireOneHeader()
        defer { row += part.table.rowCount }
        return (part.table, row)
      }
      if row == 0 { throw DataError(.noRows, file: source.header.file, row: line) }
      return nil
    }
  }
}
