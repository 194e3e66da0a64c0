import TFXCore

/// The first record of a CSV file, and everything else that is the same for all of the file.
struct CSVHeader: @unchecked Sendable {
  /// The text, or a window of it that can be moved; it outlives this.
  private(set) var bytes: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8
  /// The first byte of lines that are comments; 0 if there are none.
  let comment: UInt8
  /// The file, for messages.
  let file: String
  /// The columns' names.
  let names: [String]
  /// The names without spaces around them and with ASCII's small letters.
  let plainNames: [[UInt8]]
  /// The names that were given to the first columns if they have none: their values name the rows.
  let rowNames: [String]
  /// How the values of each column are written.
  let syntaxes: [FieldSyntax]
  /// Whether all columns are written as files mostly are.
  let isPlain: Bool
  /// Whether records may have empty fields behind the last column.
  let hasEmptyEnd: Bool
  /// For columns, by their places, the first of some rows' numbers that is written as a code is.
  let codes: [Int: String]
  /// The line of the header, from 1.
  let line: Int
  /// Where the records begin, empty lines among them.
  let end: Int
  /// The line at ``end``, from 1.
  let endLine: Int
  /// The record of the names; empty if there is none, or if a row could look like it.
  let record: [UInt8]

  static let usualDelimiter = UInt8(ascii: ",")
  /// What separates fields in other files; looked for where nothing is said of it.
  static let otherDelimiters = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]

  /// Reads the header at the start of a text.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, _ options: CSVOptions
  ) throws(DataError) {
    let given = options.delimiter(ofFile: file)
    var scanner = CSVScanner(
      bytes, delimiter: given ?? CSVHeader.usualDelimiter, file: file,
      position: TextSource.markLength(bytes), comment: options.commentByte)
    scanner.skipLines(options.skipRows)
    let announced = scanner.takeDelimiterLine()
    if let announced, given == nil { scanner = scanner.with(delimiter: announced) }
    guard scanner.goToRecord() else {
      throw bytes.isEmpty || options.skipRows == 0 || scanner.line == 1
        ? DataError(.empty, file: file) : DataError(.empty, file: file, row: scanner.line)
    }
    if given == nil, announced == nil, let found = CSVHeader.delimiter(scanner) {
      scanner = scanner.with(delimiter: found)
    }
    let start = scanner
    var fields = try CSVHeader.record(&scanner)
    let first = options.header == .first ? CSVHeader.firstRecords(scanner, 3) : []
    line = start.line
    if options.header == .none {
      end = start.position
      endLine = start.line
      while fields.count > 1, fields.count > options.columns.count, fields.last == "" {
        fields.removeLast()
      }
      if !options.columns.isEmpty, options.columns.count != fields.count {
        throw DataError(
          .wrongColumnCount(expected: options.columns.count, found: fields.count), file: file,
          row: line)
      }
      hasEmptyEnd = true
      rowNames = []
      names =
        options.columns.isEmpty
        ? fields.indices.map { "column_\($0 + 1)" } : options.columns
      record = []
    } else {
      end = scanner.position
      endLine = scanner.line
      let written = fields
      while fields.count > 1, fields.last?.isBlank == true { fields.removeLast() }
      let counts = first.map(\.count)
      let isLonger = first.contains { $0.count > fields.count }
      if isLonger, first.allSatisfy({ $0.dropFirst(fields.count).allSatisfy(\.isBlank) }) {
        hasEmptyEnd = true
      } else if isLonger, written == fields, counts.count > 1,
        counts.allSatisfy({ $0 == written.count + 1 })
      {
        // R's write.table leaves the cell above the names of the rows out.
        fields.insert("", at: 0)
        hasEmptyEnd = false
      } else {
        // Values below a cell without a name are no accident.
        if isLonger { fields = written }
        hasEmptyEnd = written.count > fields.count
        if let count = counts.first, counts.count > 1, count > fields.count + 1,
          counts.allSatisfy({ $0 == count })
        {
          _ = scanner.goToRecord()
          throw DataError(
            .titleLine(found: fields.count, expected: count, lines: scanner.line - 1), file: file,
            row: line)
        }
      }
      let unnamed = fields.prefix { $0.isBlank }.count
      if unnamed < fields.count {
        for place in 0..<unnamed { fields[place] = CSVHeader.freeName("row", fields) }
        rowNames = Array(fields[..<unnamed])
      } else {
        rowNames = []
      }
      try CSVHeader.check(fields, file: file, line: line)
      names = fields
      // A word may well be among words, and a number among numbers.
      let isUnlike = fields.count > 1 && fields.contains { DecimalParser.parse($0) == nil }
      record = isUnlike ? Array(bytes[start.position..<scanner.position]).withoutLineEnd : []
    }
    plainNames = names.map { Array($0.utf8).trimmed.map(CSVHeader.lowercased) }
    var rows = scanner
    if options.header == .none { rows = start }
    codes = CSVHeader.codes(rows, hasOneColumn: names.count == 1)
    self.bytes = bytes
    self.file = file
    delimiter = scanner.delimiter
    comment = scanner.comment
    syntaxes = options.syntaxes(of: names)
    isPlain = syntaxes.allSatisfy(\.isPlain)
  }

  static func lowercased(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

  /// The fields of the record at the scanner's place.
  private static func record(_ scanner: inout CSVScanner) throws(DataError) -> [String] {
    let row = scanner.line
    var fields: [String] = []
    var isLast = false
    while !isLast {
      let column = fields.count + 1
      let field = try scanner.next(row: row, column: column)
      guard let text = scanner.text(field) else {
        throw DataError(.invalidUTF8, file: scanner.file, row: row, column: column)
      }
      fields.append(text)
      isLast = field.endsRecord
    }
    return fields
  }

  /// The first few records that are well formed.
  private static func firstRecords(_ start: CSVScanner, _ count: Int) -> [[String]] {
    var scanner = start
    var records: [[String]] = []
    while records.count < count, scanner.goToRecord(), let record = try? record(&scanner) {
      records.append(record)
    }
    return records
  }

  /// How many bytes and records are looked at for codes.
  private static let codeByteCount = 1 << 16
  private static let codeRecordCount = 1_000

  private static func codes(_ start: CSVScanner, hasOneColumn: Bool) -> [Int: String] {
    var scanner = start
    scanner.hasEmptyRecords = hasOneColumn
    var codes: [Int: String] = [:]
    let end = start.position + codeByteCount
    var count = 0
    while count < codeRecordCount, scanner.position < end, scanner.goToRecord() {
      count += 1
      var column = 0
      while let field = try? scanner.next(row: 0, column: 0) {
        let text = UnsafeBufferPointer(rebasing: scanner.bytes[field.range])
        if codes[column] == nil, isCode(text) {
          codes[column] = String(decoding: text, as: UTF8.self)
        }
        column += 1
        if field.endsRecord || scanner.position > end { break }
      }
    }
    return codes
  }

  /// Whether digits are more than the number that they are: `007`, `1E1`, and more of them than a
  /// number keeps.
  private static func isCode(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count > 1, text.count < 64 else { return false }
    let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
    if text.allSatisfy(isDigit) {
      if text[0] == 48 { return true }
      guard text.count > 15 else { return false }
      return Double(String(decoding: text, as: UTF8.self)).flatMap { UInt64(exactly: $0) }
        .map { String($0) != String(decoding: text, as: UTF8.self) } ?? true
    }
    let parts = text.split(separator: UInt8(ascii: "E"), omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
  }

  /// What separates fields where it is no comma: the header and the first rows have as many fields by
  /// it, and more than one; or rows one more, for their names, as R's write.table does.
  private static func delimiter(_ start: CSVScanner) -> UInt8? {
    if let header = firstRecords(start, 1).first, header.count > 1 { return nil }
    return otherDelimiters.first { delimiter in
      let counts = firstRecords(start.with(delimiter: delimiter), 3).map(\.count)
      guard counts.count > 1, counts[0] > 1 else { return false }
      return counts[0] == counts[1]
        || counts.count > 2 && counts.dropFirst().allSatisfy { $0 == counts[0] + 1 }
    }
  }

  /// A name that no column has.
  private static func freeName(_ wanted: String, _ names: [String]) -> String {
    var name = wanted
    var number = 1
    while names.contains(where: { $0.isWritten(name) }) {
      number += 1
      name = "\(wanted)_\(number)"
    }
    return name
  }

  private static func check(
    _ names: [String], file: String, line: Int
  ) throws(DataError) {
    var firstPlaces: [ExactText: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.allSatisfy(\.isWhitespace) {
        throw DataError(.unnamedColumn, file: file, row: line, column: index + 1)
      }
      if let first = firstPlaces.updateValue(index + 1, forKey: ExactText(name)) {
        throw DataError(
          .repeatedColumn(first: first), file: file, row: line, column: index + 1,
          columnName: name)
      }
    }
  }

  /// Throws if another file's columns are not these, in any order.
  func requireSameColumns(_ other: CSVHeader) throws(DataError) {
    let own = Set(names.map { ExactText($0) })
    let others = Set(other.names.map { ExactText($0) })
    if own == others { return }
    let missing = names.filter { !others.contains(ExactText($0)) }
    let further = other.names.filter { !own.contains(ExactText($0)) }
    throw DataError(
      .otherColumns(missing: missing, further: further, file: file), file: other.file,
      row: other.line)
  }

  /// A number of a column that is written as a code is.
  func code(of column: String) -> String? {
    names.firstIndex { $0.isWritten(column) }.flatMap { codes[$0] }
  }

  /// The same header of another window of the text.
  func over(_ bytes: UnsafeBufferPointer<UInt8>) -> CSVHeader {
    var header = self
    header.bytes = bytes
    return header
  }

  /// A scanner at `position`, which counts lines from `line`.
  func scanner(at position: Int, line: Int) -> CSVScanner {
    CSVScanner(
      bytes, delimiter: delimiter, file: file, position: position, line: line,
      hasEmptyRecords: names.count == 1, comment: comment)
  }
}

extension String {
  /// Whether there is nothing but spaces and tabs.
  var isBlank: Bool { utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}

extension [UInt8] {
  /// The bytes without spaces and tabs around them.
  fileprivate var trimmed: [UInt8] {
    withUnsafeBufferPointer { Array(DecimalParser.trimmed($0)) }
  }

  /// The bytes before the line end that they may have.
  fileprivate var withoutLineEnd: [UInt8] {
    var bytes = self
    while let last = bytes.last, CSVScanner.isLineEnd(last) { bytes.removeLast() }
    return bytes
  }
}
