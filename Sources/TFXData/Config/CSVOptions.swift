public import TFXCore

/// How a CSV file is written, as far as the file does not say so itself. Names and defaults are those
/// of [pandas.read_csv](https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html) where it
/// has them.
public struct CSVOptions: Configurable, Hashable, Codable {
  /// Where the names of the columns stand.
  public enum Header: String, Choice, Codable {
    /// In the first line.
    case first
    /// Nowhere: the first line is a row.
    case none
  }

  /// How characters are written.
  public enum Encoding: String, Choice, Codable {
    case utf8
    /// ISO 8859-1 with the further characters of Windows-1252: a byte is a character.
    case latin1
    /// UTF-16 of either order of bytes, which a byte order mark or the first character tells.
    case utf16

    /// Also Python's names, which are not listed.
    public static var schema: ValueSchema {
      .either(.words(allCases.map(\.rawValue)), .text("^[A-Za-z0-9_-]+$"))
    }

    /// Reads Python's names too, such as `utf-8`, `ISO-8859-1` and `cp1252`.
    public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Encoding? {
      guard case .scalar(let text, _) = node.content else { return mismatch(node, &diagnostics) }
      let name = text.lowercased().filter { $0 != "-" && $0 != "_" }
      let others = [
        "iso88591": latin1, "cp1252": latin1, "windows1252": latin1, "utf8sig": utf8,
        "utf16le": utf16, "utf16be": utf16,
      ]
      if let encoding = Encoding(rawValue: name) ?? others[name] { return encoding }
      return mismatch(
        node, &diagnostics,
        help: Spelling.suggestion(for: text, among: allCases.map(\.rawValue)))
    }
  }

  /// The character between fields, `tab` or `whitespace`, any number of spaces and tabs; nil for a
  /// tab in files called `.tsv` or `.tab`, else a comma.
  public var delimiter: String?
  /// Where the names of the columns stand.
  public var header = Header.first
  /// The names of the columns of a file that has none.
  public var columns: [String] = []
  /// The character that makes the rest of a line a comment.
  public var comment: String?
  /// How many lines at the start of the file are not read.
  public var skipRows = 0
  /// What stands before the fraction of a number: a point or a comma.
  public var decimal = "."
  /// What stands between groups of digits.
  public var thousands: String?
  /// How characters are written.
  public var encoding = Encoding.utf8
  /// What is missing and what is not, in all columns.
  public var missing = MissingWords()
  /// The same for single columns.
  public var missingOfColumns: [ColumnWords] = []

  /// What is missing and what is not in one column.
  public struct ColumnWords: Hashable, Codable, Sendable {
    /// The name of the column.
    public var column: String
    /// The words.
    public var words: MissingWords

    /// The words of a column.
    public init(column: String, words: MissingWords) {
      self.column = column
      self.words = words
    }
  }

  /// Commas, a header, UTF-8.
  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "delimiter", &delimiter, in: CSVOptions.delimiters.orNone,
      "what separates fields: a character, `tab`, or `whitespace` for aligned columns; by default a "
        + "comma, a tab in `.tsv` files")
    f.optional("header", &header, "`first` line, or `none`")
    f.optional(
      "columns", &columns, "names of the columns, with `header: none`; column_1, column_2, …")
    f.optional(
      "comment", &comment, in: CSVOptions.comments.orNone,
      "character that makes the rest of a line a comment")
    f.optional("skip_rows", &skipRows, in: .atLeast(0), "lines before the header to pass over")
    f.optional("decimal", &decimal, in: CSVOptions.decimals, "decimal point of numbers: `.` or `,`")
    f.optional(
      "thousands", &thousands, in: CSVOptions.separators.orNone,
      "what separates groups of digits: `,`, `.`, a space, `'` or `_`")
    f.optional("encoding", &encoding, "`utf8`, `latin1` (also `cp1252`) or `utf16`")
    missing.fields(&f)
  }

  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if header == .first, !columns.isEmpty {
      problems.append(
        FieldProblem(
          "columns", "'columns' names the columns of files without a header",
          help: "write 'header: none', or leave it out"))
    }
    if let twice = CSVOptions.repeated(columns) {
      problems.append(FieldProblem("columns", item: twice, "the column '\(twice)' is given twice"))
    }
    if thousands == decimal {
      problems.append(
        FieldProblem(
          "thousands", "'thousands' and 'decimal' are both '\(decimal)'",
          help: decimal == "." ? "write 'decimal: \",\"'" : "leave out one of them"))
    }
    if let comment, comment == delimiter {
      problems.append(
        FieldProblem("comment", "'comment' and 'delimiter' are both '\(comment)'"))
    }
    return problems + missing.problems()
  }

  private static func repeated(_ names: [String]) -> String? {
    var seen: Set<ExactText> = []
    return names.first { !seen.insert(ExactText($0)).inserted }
  }

  // MARK: Values

  private static let words = ["tab": "\t", "\\t": "\t"]

  private static let delimiters = Limits<String>(
    "one character other than a quote, or 'tab' or 'whitespace'"
  ) { text in
    text == "whitespace" || words[text] != nil
      || text.utf8.count == 1 && text.utf8.allSatisfy(CSVFile.isDelimiter)
  }

  private static let comments = Limits<String>(
    "one character other than a quote", bounds: ValueBounds(pattern: "^[^\"\\r\\n]$")
  ) { text in
    text.utf8.count == 1 && text.utf8.allSatisfy(CSVFile.isDelimiter)
  }

  private static let decimals = Limits<String>(
    "'.' or ','", bounds: ValueBounds(pattern: "^[.,]$")
  ) { $0 == "." || $0 == "," }

  private static let separators = Limits<String>(
    "',', '.', a space, \"'\" or '_'", bounds: ValueBounds(pattern: "^[,. '_]$")
  ) { text in
    [",", ".", " ", "'", "_"].contains(text)
  }

  /// Whether any number of spaces and tabs is between fields.
  var isAligned: Bool { delimiter == "whitespace" }

  /// The byte between fields, if the options or the name of the file tell it.
  func delimiter(ofFile name: String) -> UInt8? {
    if isAligned { return UInt8(ascii: " ") }
    if let delimiter { return (CSVOptions.words[delimiter] ?? delimiter).utf8.first }
    let suffixes = [".tsv", ".tab"].flatMap { suffix in ["", ".gz", ".zst"].map { suffix + $0 } }
    let name = name.lowercased()
    return suffixes.contains { name.hasSuffix($0) } ? UInt8(ascii: "\t") : nil
  }

  /// The first byte of comments; 0 if there are none.
  var commentByte: UInt8 { comment?.utf8.first ?? 0 }

  /// Whether every value is one that a configuration can give.
  var isSound: Bool {
    CSVOptions.delimiters.orNone.contains(delimiter) && CSVOptions.comments.orNone.contains(comment)
      && skipRows >= 0 && CSVOptions.decimals.contains(decimal)
      && CSVOptions.separators.orNone.contains(thousands) && problems().isEmpty
  }
}

/// Which texts stand for a missing value, beside the empty field, `NA`, `NaN` and `nan`, and which of
/// those don't.
public struct MissingWords: Configurable, Hashable, Codable {
  /// Further texts and numbers for what is missing.
  public var values: [String] = []
  /// Texts that are values although they look missing.
  public var kept: [String] = []

  /// Nothing to add, nothing to keep.
  public init() {}

  /// The given words.
  public init(values: [String], kept: [String]) {
    self.values = values
    self.kept = kept
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    var values = MissingMarkers(texts: self.values)
    f.optional(
      "missing_values", &values,
      "texts and numbers that mean a missing value, such as `[\"?\", -999]`")
    var kept = MissingMarkers(texts: self.kept)
    f.optional(
      "keep_text", &kept, in: MissingWords.notEmpty, "texts that are values, such as `[NA]`")
    (self.values, self.kept) = (values.texts, kept.texts)
  }

  public func problems() -> [FieldProblem] {
    guard let both = values.first(where: { value in kept.contains { $0.isWritten(value) } }) else {
      return []
    }
    return [
      FieldProblem(
        "keep_text", item: both, "'\(both)' is in 'missing_values' and in 'keep_text'",
        help: "take it out of one of them")
    ]
  }

  private static let notEmpty = Limits<MissingMarkers>(
    "texts: an empty field is always missing"
  ) { markers in markers.texts.allSatisfy { !$0.isEmpty } }

  /// These words, and those of `columns`, which count more.
  func adding(_ columns: MissingWords) -> MissingWords {
    var all = self
    all.values.removeAll { value in columns.kept.contains { $0.isWritten(value) } }
    all.kept.removeAll { text in columns.values.contains { $0.isWritten(text) } }
    all.values += columns.values
    all.kept += columns.kept
    return all
  }
}

/// Texts for what is missing, or a single one. YAML's `null` is the text `null` here.
private struct MissingMarkers: FieldValue {
  var texts: [String]

  static var expectation: String { "a list of texts and numbers" }

  static var schema: ValueSchema { .either(.text, .list(.either(.text, .null))) }

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> MissingMarkers? {
    let items: [ConfigNode]
    switch node.content {
    case .sequence(let list): items = list
    case .scalar: items = [node]
    case .null, .mapping: return mismatch(node, &diagnostics)
    }
    var texts: [String] = []
    for item in items {
      switch item.content {
      case .scalar(let text, _): texts.append(text)
      case .null: texts.append("null")
      case .sequence, .mapping:
        diagnostics.error(at: item.span, "expected a text or a number, found \(item.found)")
        return nil
      }
    }
    return MissingMarkers(texts: texts)
  }

  func write() -> ConfigNode { texts.write() }
}
