package import TFXCore

/// A result that is made for people to read: lines, which break at spaces where they are too long for a
/// terminal, and tables, which leave out what matters least.
package struct ShownText {
  private enum Part {
    case line(String)
    case table(TextTable, indent: Int)
  }

  private var parts: [Part]

  package init(_ lines: [String] = []) { parts = lines.map { .line($0) } }

  package mutating func add(_ line: String) { parts.append(.line(line)) }

  package mutating func add(_ table: TextTable, indent: Int = 0) {
    parts.append(.table(table, indent: indent))
  }

  package static func += (text: inout ShownText, lines: [String]) { text += ShownText(lines) }

  package static func += (text: inout ShownText, other: ShownText) { text.parts += other.parts }

  /// The lines within so many columns, or of any length.
  package func lines(within width: Int?) -> [String] {
    parts.flatMap { part in
      switch part {
      case .line(let line): return width.map(line.wrapped) ?? [line]
      case .table(let table, let indent):
        let space = String(repeating: " ", count: indent)
        return table.lines(width: width.map { $0 - indent }).map { space + $0 }
      }
    }
  }
}

extension Console {
  /// A result that is made for people to read.
  func show(_ text: ShownText) throws { try show { text.lines(within: $0) } }
}
