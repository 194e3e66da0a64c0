/// How the values of a column are read.
enum ColumnReading {
  /// As numbers, or as texts if one of them is none.
  case inferred
  /// As texts, some of which may be missing.
  case text
  /// As texts, whatever they are.
  case verbatim
}

/// The records that begin in one part of a CSV file. Threads read the parts at the same time, each
/// supposing that no quote is open where its part begins; a part that turns out to begin elsewhere
/// is read again.
///
/// Numbers go straight to their places in the columns of the whole file. A column is taken for
/// numbers until the part has a text in it; the rows before that are read again when it is known
/// which columns of the file are texts.
final class CSVChunk: @unchecked Sendable {
  private let header: CSVHeader
  /// The part itself: records that begin in it belong to it.
  private let range: Range<Int>
  /// Where the numbers of each column go.
  private let destinations: [UnsafeMutablePointer<Double>]
  private let isNumberFast: Bool
  /// What lines begin with that are no records: comments, or as empty ones.
  private let skippedStart: UInt8
  private let number = NumberField()
  /// The first eight bytes of the header, or as many as it has, for records that may repeat it.
  private let headerStart: UInt64
  private let headerMask: UInt64

  /// Where the first record begins, after empty lines.
  private(set) var begin = 0
  /// Where the first record behind this part begins.
  private(set) var end = 0
  /// The lines from ``begin`` to ``end``.
  private(set) var lineCount = 0
  /// For each record the line on which it starts, counted from ``begin``.
  private(set) var lines: [Int] = []
  /// For each column the row of its first text, which is where ``texts`` starts.
  private(set) var textStarts: [Int?]
  /// The values of columns of texts.
  private(set) var texts: [[String?]]
  /// For each column of texts the first of its missing values that is written as a word.
  private(set) var missingWords: [String?]
  /// The floats that ``Numbers/floats`` has of this part, in the order of the records.
  private(set) var floats: [(row: Int, column: Int, value: Float)] = []
  /// What is wrong, rows counted from ``begin``.
  private(set) var mistakes = Mistakes()
  /// Whether nothing behind the last mistake could be read.
  private(set) var isBroken = false

  private let readings: [ColumnReading]
  private var line = 0

  /// A part of a file, with the way to read each of its columns.
  init(
    _ header: CSVHeader, _ range: Range<Int>, _ readings: [ColumnReading],
    destinations: [UnsafeMutablePointer<Double>]
  ) {
    self.header = header
    self.range = range
    self.readings = readings
    self.destinations = destinations
    // Where such a byte ends a field it must not be taken for a part of a number.
    isNumberFast =
      !"+-.0123456789".utf8.contains(header.delimiter)
      && header.syntaxes.allSatisfy(\.hasPlainNumbers)
    skippedStart = header.comment == 0 ? CSVScanner.lineFeed : header.comment
    let length = min(header.record.count, 8)
    headerMask = length == 0 ? 0 : UInt64.max &>> UInt64(64 - 8 * length)
    headerStart = header.record.prefix(8).reversed().reduce(0) { $0 &<< 8 | UInt64($1) }
    textStarts = []
    texts = []
    missingWords = []
  }

  /// The number of records.
  var rowCount: Int { lines.count }

  /// Reads the records from the first that begins at or after `start`.
  func read(from start: Int) {
    lines.removeAll(keepingCapacity: true)
    textStarts = readings.map { $0 == .inferred ? nil : 0 }
    texts = readings.map { _ in [] }
    missingWords = readings.map { _ in nil }
    floats = []
    mistakes = Mistakes()
    isBroken = false
    var scanner = header.scanner(at: start, line: 0)
    _ = scanner.goToRecord()
    begin = scanner.position
    end = begin
    line = 0
    do throws(DataError) {
      while end < range.upperBound {
        let row = lines.count
        lines.append(line)
        if let next = fastRecord(row) {
          end = next
          line += 1
        } else {
          var scanner = header.scanner(at: end, line: line)
          try slowRecord(&scanner, row: row)
          end = scanner.position
          line = scanner.line
        }
        if end < header.bytes.count,
          CSVScanner.isLineEnd(header.bytes[end]) || header.bytes[end] == skippedStart
        {
          var scanner = header.scanner(at: end, line: line)
          _ = scanner.goToRecord()
          end = scanner.position
          line = scanner.line
        }
      }
    } catch {
      mistakes.add(error)
      isBroken = true
    }
    lineCount = line
    takeMissingNumbers()
  }

  /// Takes out the numbers that mean a missing value: the fast way does not look at them.
  private func takeMissingNumbers() {
    if header.isPlain { return }
    for (column, syntax) in header.syntaxes.enumerated() where !syntax.missingNumbers.isEmpty {
      let values = destinations[column]
      for row in 0..<(textStarts[column] ?? rowCount)
      where syntax.missingNumbers.contains(values[row]) {
        values[row] = .nan
      }
    }
  }

  /// The texts of columns that are texts somewhere in the file, complete: the rows above
  /// ``textStarts`` are read again.
  func completeTexts(_ columns: [Int]) {
    let missing = columns.filter { textStarts[$0] != 0 }
    if missing.isEmpty || rowCount == 0 { return }
    // Up to which row each column is read again.
    var ends = [Int](repeating: 0, count: header.names.count)
    for column in missing { ends[column] = textStarts[column] ?? rowCount }
    var earlier = header.names.map { _ in [String?]() }
    var scanner = header.scanner(at: begin, line: 0)
    for row in 0..<(ends.max() ?? 0) {
      _ = scanner.goToRecord()
      var column = 0
      var isLast = false
      while !isLast {
        guard let field = try? scanner.next(row: 0, column: 0) else {
          preconditionFailure("\(header.file) changed while it was read")
        }
        // Empty fields may follow behind the last column.
        if column < ends.count, row < ends[column] {
          let content = UnsafeBufferPointer(rebasing: scanner.bytes[field.range])
          let isMissing = header.syntaxes[column].isMissing(content)
          if isMissing { noteMissing(content, column) }
          earlier[column].append(isMissing ? nil : scanner.text(field))
        }
        column += 1
        isLast = field.endsRecord
      }
    }
    for column in missing {
      texts[column] = earlier[column] + texts[column]
      textStarts[column] = 0
    }
  }

  /// Gives up the memory of a column's texts.
  func takeTexts(_ column: Int) -> [String?] {
    defer { texts[column] = [] }
    return texts[column]
  }

  // MARK: Records as they mostly are

  /// Reads a record of plain numbers and short texts without quotes; nil if it is anything else,
  /// or too near to the end of the file to be looked at eight bytes at a time. Returns the place
  /// behind its line end.
  @inline(__always)
  private func fastRecord(_ row: Int) -> Int? {
    guard isNumberFast, let base = header.bytes.baseAddress else { return nil }
    let limit = base + (header.bytes.count - NumberField.reach)
    let delimiter = header.delimiter
    let last = destinations.count - 1
    var place = base + end
    // A column of numbers at the start tells the header by itself.
    if textStarts[0] != nil, place <= limit, headerMask != 0,
      CSVChunk.word(place) & headerMask == headerStart
    {
      return nil
    }
    for column in 0...last {
      if place > limit { return nil }
      if textStarts[column] == nil {
        if place.pointee == delimiter && column < last {
          destinations[column][row] = .nan
        } else if let value = number.read(&place) {
          destinations[column][row] = value
        } else {
          return nil
        }
      } else {
        guard let stop = textEnd(place, limit) else { return nil }
        let content = UnsafeBufferPointer(start: place, count: stop - place)
        if isMissing(content, column) {
          noteMissing(content, column)
          texts[column].append(nil)
        } else if let text = CSVScanner.text(content) {
          texts[column].append(text)
        } else {
          return nil
        }
        place = stop
      }
      if column < last {
        if place.pointee != delimiter { return nil }
        place += 1
      }
    }
    if place.pointee == CSVScanner.lineFeed { return place + 1 - base }
    if header.hasEmptyEnd, place.pointee == delimiter { place += 1 }
    if place.pointee == CSVScanner.carriageReturn {
      return place + (place[1] == CSVScanner.lineFeed ? 2 : 1) - base
    }
    return place.pointee == CSVScanner.lineFeed ? place + 1 - base : nil
  }

  /// The end of a text that is neither quoted nor long or odd.
  @inline(__always)
  private func textEnd(
    _ start: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    var place = start
    if place.pointee == CSVScanner.quote { return nil }
    while place < limit {
      let byte = place.pointee
      if byte == header.delimiter || byte <= CSVScanner.carriageReturn {
        return byte == 0 ? nil : place
      }
      place += 1
    }
    return nil
  }

  // MARK: All others

  private func slowRecord(_ scanner: inout CSVScanner, row: Int) throws(DataError) {
    for (column, start) in textStarts.enumerated() {
      // The fast way may have left a part of this record.
      if let start, texts[column].count > row - start { texts[column].removeLast() }
    }
    let line = scanner.line
    let isHeader = isHeader(at: scanner.position) || isLikeHeader(scanner)
    if isHeader { mistakes.add(DataError(.repeatedHeader, file: header.file, row: line)) }
    var count = 0
    var isLast = false
    while !isLast {
      let field = try scanner.next(row: line, column: count + 1)
      isLast = field.endsRecord
      if isHeader { continue }
      if count < destinations.count {
        append(scanner, field, row, line, to: count)
      } else if header.hasEmptyEnd, DecimalParser.trimmed(content(of: field)).isEmpty {
        continue
      }
      count += 1
    }
    if count == destinations.count { return }
    if !isHeader {
      mistakes.add(
        DataError(
          .raggedRow(expected: destinations.count, found: count), file: header.file, row: line,
          column: min(count, destinations.count) + 1))
    }
    // The row counts on, so that what is wrong further down shows too.
    for column in destinations.indices.dropFirst(count) {
      if textStarts[column] == nil {
        destinations[column][row] = .nan
      } else {
        texts[column].append(nil)
      }
    }
  }

  private func content(of field: CSVScanner.Field) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: header.bytes[field.range])
  }

  private func append(
    _ scanner: CSVScanner, _ field: CSVScanner.Field, _ row: Int, _ line: Int, to column: Int
  ) {
    let content = content(of: field)
    if textStarts[column] == nil {
      let syntax = header.syntaxes[column]
      switch syntax.value(of: content) {
      case .number(let number):
        destinations[column][row] = number
        let float = syntax.float(content, nearest: number)
        if float != Float(number) { floats.append((row, column, float)) }
        return
      case .missing:
        destinations[column][row] = .nan
        return
      case .text: textStarts[column] = row
      }
    }
    if isMissing(content, column) {
      noteMissing(content, column)
      texts[column].append(nil)
    } else if let text = scanner.text(field) {
      texts[column].append(text)
    } else {
      texts[column].append(nil)
      mistakes.add(
        DataError(
          .invalidUTF8, file: header.file, row: line, column: column + 1,
          columnName: header.names[column]))
    }
  }

  /// Whether a record is the header again.
  private func isHeader(at position: Int) -> Bool {
    let record = header.record
    let end = position + record.count
    guard !record.isEmpty, end <= header.bytes.count,
      end == header.bytes.count || CSVScanner.isLineEnd(header.bytes[end])
    else { return false }
    return header.bytes[position..<end].elementsEqual(record)
  }

  /// Whether a record is the header again but for quotes, spaces, a byte order mark and the case of
  /// letters: files that were put together have come from several programs.
  private func isLikeHeader(_ start: CSVScanner) -> Bool {
    guard !header.record.isEmpty, mayBeginHeader(at: start.position) else { return false }
    var scanner = start
    scanner.skipMark()
    var column = 0
    while let field = try? scanner.next(row: 0, column: 0), column < header.names.count {
      let name = DecimalParser.trimmed(content(of: field))
      if !header.plainNames[column].elementsEqual(name.lazy.map(CSVHeader.lowercased)) {
        return false
      }
      column += 1
      if field.endsRecord { break }
    }
    return column == header.names.count
  }

  /// A quick look before: at the first character that is no quote or space.
  private func mayBeginHeader(at position: Int) -> Bool {
    let first = header.bytes[position]
    if first == 0xEF { return true }
    let isAround = first == CSVScanner.quote || first == 0x20 || first == 0x09
    if isAround, position + 1 < header.bytes.count {
      return [0x20, 0x09, header.plainNames[0].first]
        .contains(CSVHeader.lowercased(header.bytes[position + 1]))
    }
    return header.plainNames[0].first == CSVHeader.lowercased(first)
  }

  /// The eight bytes at a place.
  @inline(__always)
  private static func word(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
  }

  /// Keeps the first word that means a missing value in any file: it may be meant as a text.
  private func noteMissing(_ content: UnsafeBufferPointer<UInt8>, _ column: Int) {
    guard missingWords[column] == nil, !content.isEmpty, DecimalParser.isMissing(content) else {
      return
    }
    missingWords[column] = String(decoding: content, as: UTF8.self)
  }

  /// Whether a field of a column of texts has no value.
  @inline(__always)
  private func isMissing(_ content: UnsafeBufferPointer<UInt8>, _ column: Int) -> Bool {
    if readings[column] == .verbatim { return false }
    return header.isPlain
      ? DecimalParser.isMissing(content) : header.syntaxes[column].isMissing(content)
  }
}
