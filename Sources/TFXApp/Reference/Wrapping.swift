/// Text in lines for a terminal.
enum Wrapping {
  /// Lines are kept within this many columns.
  static let width = 80

  /// A text cut at spaces into lines, each behind `indent` spaces.
  static func lines(_ text: String, indent: Int = 0) -> [String] {
    let space = String(repeating: " ", count: indent)
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = space
      for word in paragraph.split(separator: " ") {
        if line.count > indent, line.count + 1 + word.count > width {
          lines.append(line)
          line = space
        }
        line += (line.count > indent ? " " : "") + word
      }
      lines.append(line.count > indent ? line : "")
    }
    return lines
  }

  /// A text of a source with its paragraphs on a line each. Shapes and the items of lists keep theirs.
  static func joined(_ text: String) -> String {
    var lines: [String] = []
    // Shapes stand behind a formula, or below it.
    for line in text.replacing("   [", with: "\n[").split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      let isOwn = line.isEmpty || line.hasPrefix("- ") || line.hasPrefix("[") && line.contains("→")
      if isOwn || lines.last?.isEmpty != false || lines.last?.hasPrefix("[") == true {
        lines.append(String(line))
      } else {
        lines[lines.count - 1] += " " + line
      }
    }
    return lines.joined(separator: "\n")
  }

  /// A heading with a text beside it, or below where it is too long.
  static func entry(_ heading: String, _ text: String, column: Int) -> [String] {
    let body = lines(text, indent: column)
    if heading.count + 2 > column { return [heading] + body }
    let first = body.first ?? ""
    let space = String(repeating: " ", count: column - heading.count)
    return [heading + space + first.drop { $0 == " " }] + body.dropFirst()
  }

  /// Markdown as plain text: links with their addresses behind them, and no backticks.
  static func plain(_ markdown: String) -> String {
    markdown.replacing(/\[([^\]]+)\]\s?\(([^)]+)\)/) { "\($0.output.1) (\($0.output.2))" }
      .replacing("`", with: "")
  }

  /// `a` or `an`, and the noun.
  static func withArticle(_ noun: String) -> String {
    ("aeiou".contains(noun.first ?? "x") ? "an " : "a ") + noun
  }
}
