/// Takes comments out of a text, and makes one space of the blanks between aligned columns. Lines
/// keep their numbers. A line of nothing but a comment keeps the character that begins it: an empty
/// line could be a record.
struct LineFilter {
  private let comment: UInt8
  /// The bytes that may separate fields.
  private let delimiters: [UInt8]
  private let isAligned: Bool
  /// The lines at the start that are not looked at.
  private var skipped: Int

  private var isInQuotes = false
  private var hasClosedQuotes = false
  private var isInComment = false
  private var isAtFieldStart = true
  private var isBlankLine = true
  private var isBehindCarriageReturn = false
  /// The bytes of the line that were written.
  private var lineLength = 0

  /// Nil if there is nothing to do.
  init?(_ options: CSVOptions, file: String) {
    if !options.isAligned, options.comment == nil { return nil }
    comment = options.commentByte
    delimiters =
      options.delimiter(ofFile: file).map { [$0] }
      ?? [CSVHeader.usualDelimiter] + CSVHeader.otherDelimiters
    isAligned = options.isAligned
    skipped = options.skipRows
  }

  /// Changes the end of a buffer, behind `start`.
  mutating func apply(_ buffer: ByteBuffer, from start: Int) {
    let bytes = buffer.mutableBytes
    // Never behind the byte that is read, also where a line began in an earlier piece.
    var end = start
    for place in start..<bytes.count {
      let byte = bytes[place]
      if CSVScanner.isLineEnd(byte), !isInQuotes || skipped > 0 {
        if hasBlankAtEnd { end -= 1 }
        bytes[end] = byte
        end += 1
        endLine(byte)
        continue
      }
      isBehindCarriageReturn = false
      if isInComment { continue }
      if skipped == 0 {
        if isInQuotes {
          if byte == CSVScanner.quote { (isInQuotes, hasClosedQuotes) = (false, true) }
        } else if byte == comment, comment != 0 {
          isInComment = true
          if !isBlankLine { continue }
          end -= lineLength
          lineLength = 0
        } else if isAligned, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
          // One blank for all, none at the start of a line.
          hasClosedQuotes = false
          if isAtFieldStart { continue }
          isAtFieldStart = true
          bytes[end] = UInt8(ascii: " ")
          end += 1
          lineLength += 1
          continue
        } else {
          isInQuotes = byte == CSVScanner.quote && (isAtFieldStart || hasClosedQuotes)
          hasClosedQuotes = false
          isAtFieldStart = !isAligned && delimiters.contains(byte)
          if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { isBlankLine = false }
        }
        if isInQuotes { isAtFieldStart = false }
      }
      bytes[end] = byte
      end += 1
      lineLength += 1
    }
    buffer.removeLast(bytes.count - end)
  }

  /// Takes away what the end of the text makes superfluous.
  func finish(_ buffer: ByteBuffer) {
    if hasBlankAtEnd { buffer.removeLast(1) }
  }

  /// Whether the last byte that was written is the blank between two columns.
  private var hasBlankAtEnd: Bool {
    isAligned && skipped == 0 && lineLength > 0 && isAtFieldStart && !(isInComment && isBlankLine)
  }

  private mutating func endLine(_ byte: UInt8) {
    let isPair = byte == CSVScanner.lineFeed && isBehindCarriageReturn
    if skipped > 0, !isPair { skipped -= 1 }
    isBehindCarriageReturn = byte == CSVScanner.carriageReturn
    (isInQuotes, hasClosedQuotes, isInComment) = (false, false, false)
    (isAtFieldStart, isBlankLine, lineLength) = (true, true, 0)
  }
}
