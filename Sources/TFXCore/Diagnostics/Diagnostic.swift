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
    let source = lines[span.line - 1]
    let number = String(span.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number + " | "
    // Tabs stay tabs, so that the mark stands under its place on every terminal.
    let indent = source.prefix(span.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
    let width = max(1, min(span.length, source.count - span.column + 1))
    let mark = "^" + String(repeating: "~", count: width - 1)
    text += "\n\(gutter)\(source)\n      | \(indent)\(mark)"
    if let help { text += " \(help)" }
    return text
  }
}

/// All that was found wrong, collected so that a user sees every mistake at once.
public struct Diagnostics: Error, Sendable {
  /// What was found, in the order in which it was found.
  public private(set) var all: [Diagnostic] = []

  /// Nothing found yet.
  public init() {}

  /// Just the given findings.
  public init(_ all: [Diagnostic]) { self.all = all }

  /// Whether there is an error among the findings.
  public var hasErrors: Bool { all.contains { $0.severity == .error } }

  /// Adds a finding, once.
  public mutating func report(_ diagnostic: Diagnostic) {
    if !all.contains(diagnostic) { all.append(diagnostic) }
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
