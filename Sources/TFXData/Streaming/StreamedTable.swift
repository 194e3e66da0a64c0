import TFXCore

/// CSV files that are read block by block, as often as one likes. Nothing of them stays in memory.
final class StreamedTable: Sendable {
  private let files: [(source: TextSource, header: CSVHeader)]

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
    private var file: CSVBlocks
    /// The number of rows before the next block.
    private(set) var row = 0

    fileprivate init(
      _ files: [(source: TextSource, header: CSVHeader)], _ textColumns: TextColumns
    ) throws(DataError) {
      self.files = files
      self.textColumns = textColumns
      file = CSVBlocks(try files[0].source.start(), files[0].header, textColumns)
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
          file = CSVBlocks(
            try files[number].source.start(), files[number].header, textColumns)
        }
      }
      try mistakes.throwIfAny()
      return nil
    }
  }
}
