/// One pass through a file, block by block.
struct CSVBlocks {
  private let header: CSVHeader
  private let window: TextWindow
  private let textColumns: TextColumns
  private var position: Int
  private var line: Int
  private var isEmpty = true
  private var mistakes = Mistakes()

  /// Bytes that are read at once: enough work for threads, little memory.
  static let byteCount = 1 << 22

  /// Goes through a text from its start on.
  init(_ text: TextWindow, _ header: CSVHeader, _ textColumns: TextColumns) {
    self.header = header
    self.textColumns = textColumns
    window = text
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
      let end = min(cut, position + CSVBlocks.byteCount)
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
