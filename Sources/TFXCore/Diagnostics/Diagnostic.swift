/// A place in a text file, for messages that point at it.
public struct SourceSpan: Hashable, Sendable {
  /// The file as the user named it.
  public var file: String
  /// Line, from 1.
  public var line: Int
  /// Column in characters, from 1.
  public var column: Int
  /// How many characters are meant, at least 1.
  public var length: Int

  /// The `length` characters of `file` that start at `line` and `column`, both from 1.
  public init(file: String, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
  }
}

/// Something to tell the user about what they wrote: where, what is wrong, and how to mend it.
public struct Diagnostic: Error, Hashable, Sendable {
  /// Whether it stops the work.
  public enum Severity: String, Sendable {
    case error, warning
  }

  /// Whether it stops the work.
  public var severity: Severity
  /// The place it is about.
  public var span: SourceSpan?
  /// What is wrong: what was expected, what was found.
  public var message: String
  /// The fix, shown beside the marked place.
  public var help: String?

  /// A diagnostic about `span`.
  public init(
    _ severity: Severity = .error, at span: SourceSpan?, _ message: String, help: String? = nil
  ) {
    self.severity = severity
    self.span = span
    self.message = message
    self.help = help
  }

  /// The message as users read it: `file:line:column: error: message`, and below it the line of
  /// the source, if `lines` has it, with the place marked and the help beside the mark.
  public func rendered(lines: [String] = []) -> String {
    var text = span.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
    text += "\(severity.rawValue): \(message)"
    guard let span, lines.indices.contains(span.line - 1) else {
      return help.map { "\(text)\n  \($0)" } ?? text
    }
    let line = SourceLine(lines[span.line - 1], from: span.column, count: span.length)
    let number = String(span.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
    let empty = String(repeating: " ", count: gutter.count)
    text += "\n\(gutter) | \(line.text)\n\(empty) | \(line.mark)"
    if let help { text += " \(help)" }
    return text
  }
}

/// A line of a file as it is shown, and a second line that marks a part of it.
private struct SourceLine {
  private(set) var text = ""
  private(set) var mark = ""

  /// How many characters of a line are shown; a longer one is cut on both sides of the mark.
  private static let longest = 160

  init(_ line: String, from column: Int, count: Int) {
    let start = min(max(0, column - 1), line.count)
    let first = line.count > SourceLine.longest ? max(0, start - SourceLine.longest / 2) : 0
    if first > 0 { show("…", mark: " ") }
    for (offset, character) in line.enumerated().dropFirst(first).prefix(SourceLine.longest) {
      let isMarked = offset >= start && offset < start + count
      show(character, mark: offset < start ? " " : !isMarked ? "" : offset == start ? "^" : "~")
    }
    if start == line.count { mark += "^" }
    if line.count - first > SourceLine.longest { text += "…" }
  }

  /// Tabs stay tabs and wide characters get two columns, so that the mark stands under its place
  /// on every terminal; other control characters must not reach the terminal.
  private mutating func show(_ character: Character, mark symbol: String) {
    let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    text.append(isControl && character != "\t" ? "\u{FFFD}" : character)
    if symbol.isEmpty { return }
    if symbol == " ", character == "\t" {
      mark += "\t"
    } else {
      mark += symbol
      if character.columns == 2 { mark += symbol == " " ? " " : "~" }
    }
  }
}

/// All that was found wrong, collected so that a user sees every mistake at once.
public struct Diagnostics: Error, Sendable {
  /// What was found, in the order in which it was found.
  public private(set) var all: [Diagnostic] = []
  private var known: Set<Diagnostic> = []
  /// Where keys of the configuration that is read belong, by key, to tell who writes one elsewhere:
  /// `fit.epochs`.
  package var places: [String: String] = [:]

  /// Nothing found yet.
  public init() {}

  /// Just the given findings.
  public init(_ all: [Diagnostic]) {
    self.all = all
    known = Set(all)
  }

  /// Whether there is an error among the findings.
  public var hasErrors: Bool { all.contains { $0.severity == .error } }

  /// Adds a finding, once.
  public mutating func report(_ diagnostic: Diagnostic) {
    if known.insert(diagnostic).inserted { all.append(diagnostic) }
  }

  /// Adds an error.
  public mutating func error(at span: SourceSpan?, _ message: String, help: String? = nil) {
    report(Diagnostic(at: span, message, help: help))
  }

  /// Throws the findings if there is an error among them, in the order of the source.
  public func throwIfErrors() throws(Diagnostics) {
    if hasErrors { throw Diagnostics(sorted) }
  }

  /// The findings in the order of their places.
  public var sorted: [Diagnostic] {
    let places = all.enumerated().sorted { left, right in
      let a = left.element.span.map { ($0.line, $0.column) } ?? (0, 0)
      let b = right.element.span.map { ($0.line, $0.column) } ?? (0, 0)
      return a == b ? left.offset < right.offset : a < b
    }
    return places.map(\.element)
  }
}
