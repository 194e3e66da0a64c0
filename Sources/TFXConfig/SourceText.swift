internal import TFXCore

/// The text of a file with its lines, so that places in it can be named and shown.
package struct SourceText: Sendable {
  /// The file as the user named it.
  package let file: String
  /// The whole text, without a byte order mark.
  package let text: String
  /// The lines, as an editor counts them, without their ends (LF, CR LF or CR).
  package let lines: [String]
  /// Offset of each line in Unicode scalars, which is how libyaml counts.
  private let starts: [Int]
  private let scalarCount: Int

  /// The text of `file`; a byte order mark at its beginning is dropped.
  package init(file: String, text: String) {
    var text = text
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    var lines: [String] = []
    var starts = [0]
    var scalars = 0
    let bytes = text.utf8
    var lineStart = bytes.startIndex
    var place = bytes.startIndex
    while place < bytes.endIndex {
      let byte = bytes[place]
      var next = bytes.index(after: place)
      if byte & 0b1100_0000 != 0b1000_0000 { scalars += 1 }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        lines.append(String(text[lineStart..<place]))
        if byte == UInt8(ascii: "\r"), next < bytes.endIndex, bytes[next] == UInt8(ascii: "\n") {
          next = bytes.index(after: next)
          scalars += 1
        }
        lineStart = next
        starts.append(scalars)
      }
      place = next
    }
    lines.append(String(text[lineStart...]))
    self.file = file
    self.text = text
    self.lines = lines
    self.starts = starts
    scalarCount = scalars
  }

  /// The index in `lines` of the line that holds the scalar at `offset`.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// How far the scalar at `offset` is from the beginning of its line, in scalars; at most the
  /// line's end.
  func offsetInLine(_ offset: Int) -> Int {
    let line = line(at: offset)
    return min(offset - starts[line], lines[line].unicodeScalars.count)
  }

  /// The scalar at `offset`; nil at the end of the text.
  func scalar(at offset: Int) -> Unicode.Scalar? {
    guard offset < scalarCount else { return nil }
    let line = line(at: offset)
    return lines[line].unicodeScalars.dropFirst(offset - starts[line]).first ?? "\n"
  }

  /// Where the spaces and tabs at the beginning of a line end, in scalars from its beginning.
  func indentation(ofLine line: Int) -> Int {
    lines[line].unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count
  }

  /// Offset of the beginning of a line.
  func start(ofLine line: Int) -> Int { starts[line] }
}

/// Turns offsets into places. Columns count characters as a reader sees them, while offsets count
/// Unicode scalars; the columns of the line asked for last are kept, as questions come in order.
struct PlaceFinder {
  private let source: SourceText
  private var knownLine = -1
  private var columns: [Int] = []

  init(_ source: SourceText) { self.source = source }

  /// The place of the scalars at `range`, up to the end of the line in which it begins.
  mutating func span(_ range: Range<Int>) -> SourceSpan {
    let line = source.line(at: range.lowerBound)
    let column = column(at: range.lowerBound, line)
    let isOneLine = source.line(at: range.upperBound) == line
    let end =
      isOneLine
      ? self.column(at: range.upperBound, line)
      : PlaceFinder.visibleCount(source.lines[line]) + 1
    return SourceSpan(
      file: source.file, line: line + 1, column: column, length: max(1, end - column))
  }

  private mutating func column(at offset: Int, _ line: Int) -> Int {
    if knownLine != line {
      knownLine = line
      columns.removeAll(keepingCapacity: true)
      for (index, character) in source.lines[line].enumerated() {
        for _ in character.unicodeScalars { columns.append(index + 1) }
      }
      columns.append((columns.last ?? 0) + 1)
    }
    let place = min(offset - source.start(ofLine: line), columns.count - 1)
    return columns[place]
  }

  /// The number of characters of a line without blanks at its end.
  private static func visibleCount(_ line: String) -> Int {
    var line = line[...]
    while let last = line.last, last == " " || last == "\t" { line.removeLast() }
    return line.count
  }
}
