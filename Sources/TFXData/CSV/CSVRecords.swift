/// Reads the records of a CSV file, or of a part of one, by all threads.
struct CSVRecords {
  private let header: CSVHeader
  private let readings: [ColumnReading]
  /// Where the records begin, and where those end that are wanted.
  private let range: Range<Int>
  /// The line on which they begin.
  private let line: Int
  private let chunkByteCount: Int

  /// Smaller files are not worth a second thread.
  private static let leastChunk = 1 << 19
  /// Larger parts would leave threads without work at the end.
  private static let largestChunk = 1 << 24

  /// Records that begin in `range`, by default all; its start is on `line`.
  init(
    _ header: CSVHeader, textColumns: TextColumns, range: Range<Int>? = nil, line: Int? = nil,
    chunkByteCount: Int? = nil
  ) {
    self.header = header
    self.range = range ?? header.end..<header.bytes.count
    self.line = line ?? header.endLine
    readings = header.names.map { name in
      textColumns.isID(name) ? .verbatim : textColumns.contains(name) ? .text : .inferred
    }
    // A few for each thread, so that all have work to the end.
    let share = self.range.count / (DataThreads.count * 8)
    self.chunkByteCount =
      chunkByteCount ?? min(max(share, CSVRecords.leastChunk), CSVRecords.largestChunk)
  }

  /// The table of all records; throws if there is none.
  func read() throws(DataError) -> Table {
    let part = try readPart()
    try part.mistakes.throwIfAny()
    if part.table.rowCount == 0 {
      throw DataError(.noRows, file: header.file, row: part.endLine)
    }
    return part.table
  }

  /// The records of a part of a file.
  struct Part {
    var table: Table
    /// Where the next record begins, and its line.
    var end: Int
    var endLine: Int
    /// What is wrong with the records; the table is of no use then.
    var mistakes: Mistakes
  }

  /// The table of the records, which may be none, and where the next one begins. Throws if it cannot
  /// be told where that is.
  func readPart() throws(DataError) -> Part {
    let ranges = chunkRanges()
    let bounds = rowBounds(ranges)
    var offsets = [0]
    for bound in bounds { offsets.append(offsets[offsets.count - 1] + bound) }
    let storages = header.names.map { _ in NumberStorage(capacity: offsets[ranges.count]) }
    let chunks = ranges.indices.map { index in
      CSVChunk(
        header, ranges[index], readings,
        destinations: storages.map { $0.base + offsets[index] })
    }
    DataThreads.forEach(chunks.count) { chunks[$0].read(from: ranges[$0].lowerBound) }
    let (lines, end, endLine, mistakes) = try join(chunks)
    if !mistakes.isEmpty {
      let none = Table(file: header.file, columns: [], lines: [])
      return Part(table: none, end: end, endLine: endLine, mistakes: mistakes)
    }

    // The numbers follow one another, unless lines within quotes were counted as records.
    var rowCount = 0
    var floats = header.names.map { _ in [Int: Float]() }
    for (chunk, offset) in zip(chunks, offsets) {
      for found in chunk.floats { floats[found.column][rowCount + found.row] = found.value }
      if rowCount != offset {
        for storage in storages {
          (storage.base + rowCount).update(from: storage.base + offset, count: chunk.rowCount)
        }
      }
      rowCount += chunk.rowCount
    }
    let columns = columns(chunks, storages, floats, rowCount: rowCount)
    let table = Table(
      file: header.file, columns: columns, lines: lines, headerLine: header.line,
      rowNames: header.rowNames)
    return Part(table: table, end: end, endLine: endLine, mistakes: mistakes)
  }

  /// Parts that begin behind a line end, so behind a record if no quote is open there.
  private func chunkRanges() -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = range.lowerBound
    while range.upperBound - start > chunkByteCount {
      var end = start + chunkByteCount
      while end < range.upperBound, !isBehindLineEnd(end) { end += 1 }
      ranges.append(start..<end)
      start = end
    }
    ranges.append(start..<range.upperBound)
    return ranges
  }

  private func isBehindLineEnd(_ position: Int) -> Bool {
    let before = header.bytes[position - 1]
    return before == CSVScanner.lineFeed
      || (before == CSVScanner.carriageReturn && header.bytes[position] != CSVScanner.lineFeed)
  }

  /// For each part the most records that can begin in it: as many as there are line ends.
  private func rowBounds(_ ranges: [Range<Int>]) -> [Int] {
    DataThreads.map(ranges.count) { index in
      let range = ranges[index]
      let isCut = !range.isEmpty && !CSVScanner.isLineEnd(header.bytes[range.upperBound - 1])
      return LineEnds.count(header.bytes, range) + (isCut ? 1 : 0)
    }
  }

  /// Reads parts again that did not begin where they were supposed to. Returns the line of each
  /// record, where the part behind all begins, and what is wrong.
  private func join(
    _ chunks: [CSVChunk]
  ) throws(DataError) -> (lines: [Int], end: Int, endLine: Int, mistakes: Mistakes) {
    var mistakes = Mistakes()
    var lines: [Int] = []
    lines.reserveCapacity(chunks.reduce(0) { $0 + $1.rowCount })
    var scanner = header.scanner(at: range.lowerBound, line: line)
    _ = scanner.goToRecord()
    var (position, line) = (scanner.position, scanner.line)
    for chunk in chunks {
      if chunk.begin != position { chunk.read(from: position) }
      mistakes.add(chunk.mistakes, below: line)
      if chunk.isBroken { try mistakes.throwIfAny() }
      for own in chunk.lines { lines.append(line + own) }
      position = chunk.end
      line += chunk.lineCount
    }
    return (lines, position, line, mistakes)
  }

  private func columns(
    _ chunks: [CSVChunk], _ storages: [NumberStorage], _ floats: [[Int: Float]], rowCount: Int
  ) -> [Column] {
    let areTexts = header.names.indices.map { column in
      readings[column] != .inferred
        || chunks.contains { $0.rowCount > 0 && $0.textStarts[column] != nil }
    }
    let textColumns = areTexts.indices.filter { areTexts[$0] }
    if !textColumns.isEmpty {
      DataThreads.forEach(chunks.count) { chunks[$0].completeTexts(textColumns) }
    }
    return header.names.enumerated().map { column, name in
      guard areTexts[column] else {
        let numbers = Numbers(storages[column], count: rowCount, floats: floats[column])
        return Column(
          name, position: column + 1, .numbers(numbers), syntax: header.syntaxes[column],
          code: header.codes[column])
      }
      var texts: [String?] = []
      texts.reserveCapacity(rowCount)
      for chunk in chunks { texts += chunk.takeTexts(column) }
      return Column(
        name, position: column + 1, .texts(texts), syntax: header.syntaxes[column],
        missingWord: chunks.lazy.compactMap { $0.missingWords[column] }.first)
    }
  }
}
