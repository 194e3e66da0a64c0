import TFXCore

/// CSV files that are read block by block, as often as one likes. Nothing of them stays in memory.
final class StreamedTable: Sendable {
  private let files: [(source: TextSource, header: CSVHeader)]

  /// Bytes that are read at once: enough work for threads, little memory.
  static let blockByteCount = 1 << 22

  /// Opens the files and reads their headers. Throws if they have not the same columns.
  init(_ paths: [String], _ options: CSVOptions) throws(DataError) {
    var files: [(source: TextSource, header: CSVHeader)] = []
    for path in try FilePatterns.files(paths) {
      let source = try TextSource(path: path, options)
      let header = try CSVFile.header(try source.start())
      try files.first?.header.requireSameColumns(header)
      files.append((source, header))
    }
    self.files = files
  }

  /// The header of the first file.
  var header: CSVHeader { files[0].header }

  /// Reads all records once.
  func blocks(textColumns: TextColumns) throws(DataError) -> Blocks {
    try Blocks(files, textColumns)
  }

  /// One pass through the files.
  struct Blocks {
    private let files: [(source: TextSource, header: CSVHeader)]
    private let textColumns: TextColumns
    private var number = 0
    private var mistakes = Mistakes()
    private var file: FileBlocks
    /// The number of rows before the next block.
    private(set) var row = 0

    fileprivate init(
      _ files: [(source: TextSource, header: CSVHeader)], _ textColumns: TextColumns
    ) throws(DataError) {
      self.files = files
      self.textColumns = textColumns
      file = try FileBlocks(files[0].source, files[0].header, textColumns)
    }

    /// The next rows, and the number of the first of them among all; nil at the end.
    mutating func next() throws(DataError) -> (table: Table, first: Int)? {
      while number < files.count {
        do throws(DataError) {
          if let table = try file.next() {
            if !mistakes.isEmpty { continue }
            defer { row += table.rowCount }
            return (table.ordered(as: files[0].header.names), row)
          }
        } catch {
          // The other files may have mistakes too.
          mistakes.add(error)
        }
        number += 1
        if number < files.count {
          file = try FileBlocks(files[number].source, files[number].header, textColumns)
        }
      }
      try mistakes.throwIfAny()
      return nil
    }
  }
}

/// One pass through a file.
private struct FileBlocks {
  private let header: CSVHeader
  private let window: TextWindow
  private let textColumns: TextColumns
  private var position: Int
  private var line: Int
  private var isEmpty = true
  private var mistakes = Mistakes()

  init(
    _ source: TextSource, _ header: CSVHeader, _ textColumns: TextColumns
  ) throws(DataError) {
    self.header = header
    self.textColumns = textColumns
    window = try source.start()
    position = header.end
    line = header.endLine
  }

  /// The next rows; nil at the end of the file. Throws all mistakes from there on.
  mutating func next() throws(DataError) -> Table? {
    while let part = try nextPart() {
      position = part.end
      line = part.endLine
      mistakes.add(part.mistakes, below: 0)
      try window.move(to: &position)
      if !mistakes.isEmpty { continue }
      if part.table.rowCount == 0 { continue }
      isEmpty = false
      return part.table
    }
    try mistakes.throwIfAny()
    if isEmpty { throw DataError(.noRows, file: header.file, row: line) }
    return nil
  }

  /// The records that begin in the next bytes and end in the window, which grows if need be.
  private func nextPart() throws(DataError) -> CSVRecords.Part? {
    while position < window.bytes.count || !window.isAtEnd {
      guard let cut = window.cut(after: position) else {
        _ = try window.grow()
        continue
      }
      let end = min(cut, position + StreamedTable.blockByteCount)
      let records = CSVRecords(
        header.over(window.bytes), textColumns: textColumns, range: position..<end, line: line)
      do {
        let part = try records.readPart()
        // A record that goes on behind the last line end may go on behind the window.
        if window.isAtEnd || part.end <= cut { return part }
      } catch {
        if window.isAtEnd || !error.all.contains(where: { $0.kind == .unterminatedQuote }) {
          var all = mistakes
          all.add(error)
          try all.throwIfAny()
        }
      }
      _ = try window.grow()
    }
    return nil
  }
}
