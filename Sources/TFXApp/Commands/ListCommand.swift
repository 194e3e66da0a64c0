import TFXCore

/// `tfx list`: what a configuration can name.
package struct ListCommand {
  /// A list's name, such as `layers`; all lists with their lengths if nil.
  package var name: String?
  package var json = false

  package init(name: String?) { self.name = name }

  /// The names of all lists.
  package static let names = ReferencePage.all.map(\.name) + ReferencePage.names.map(\.name)

  package func run(_ console: Console) throws {
    guard let name else { return try console.result(json ? overview.text : overviewText) }
    if let page = ReferencePage.all.first(where: { $0.name == name }) {
      return try json
        ? console.result(document(page).text)
        : console.show(text(page, isASCII: !console.traits.isUnicode))
    }
    if let names = ReferencePage.names.first(where: { $0.name == name })?.all {
      let text = names.map { $0 + "\n" }.joined()
      return try console.result(json ? JSON.strings(names).text : text)
    }
    let help =
      Spelling.suggestion(for: name, among: ListCommand.names)
      ?? "known: \(ListCommand.names.joined(separator: ", "))"
    throw Failure("error: there is no list of '\(name)'\n  \(help)", exitCode: .usage)
  }

  private var counts: [(name: String, count: Int)] {
    ReferencePage.all.map { ($0.name, $0.catalog.types.count) }
      + ReferencePage.names.map { ($0.name, $0.all.count) }
  }

  private var overview: JSON { .object(counts.map { ($0.name, .int($0.count)) }) }

  private var overviewText: String {
    let width = counts.map(\.name.count).max() ?? 0
    return counts.map { name, count in
      let number = "\(count)"
      let space = String(repeating: " ", count: width - name.count + 6 - number.count)
      return "\(name)\(space)\(number)\n"
    }.joined()
  }

  /// A line a type: its name, and the first sentence of its definition.
  private func text(_ page: ReferencePage, isASCII: Bool) -> String {
    let column = (page.catalog.types.map { $0.kind.count }.max() ?? 0) + 2
    return page.catalog.types.flatMap { type in
      let summary = ListCommand.summary(of: type)
      return Wrapping.entry(type.kind, isASCII ? ASCIIText.of(summary) : summary, column: column)
    }.map { $0 + "\n" }.joined()
  }

  private func document(_ page: ReferencePage) -> JSON {
    .array(
      page.group.entries.map { entry in
        .object([
          ("name", .string(entry.type.kind)), ("aliases", .strings(entry.type.aliases)),
          ("summary", .string(ListCommand.summary(of: entry.type))),
          (
            "fields",
            .array(
              entry.group.fields.map { field in
                .object([
                  ("name", .string(field.name)), ("required", .bool(field.isRequired)),
                  ("default", field.isRequired ? .null : JSON(field.defaultValue)),
                  ("about", .string(field.about)),
                ])
              })
          ),
        ])
      })
  }

  /// The first sentence of a definition: to its first full stop or colon at a word's end, or its end.
  static func summary(of type: any NamedConfigurable.Type) -> String {
    let text = Wrapping.plain(ReferencePage.definition(of: type))
    var paragraph = text.prefix(upTo: text.firstRange(of: "\n\n")?.lowerBound ?? text.endIndex)
    // Shapes stand behind the words, on the same line or the next.
    for mark in ["   [", "\n[", ".   ", ". "] {
      if let place = paragraph.firstRange(of: mark) { paragraph = paragraph[..<place.lowerBound] }
    }
    let sentence = paragraph.replacing("\n", with: " ")
    return sentence.hasSuffix(".") ? String(sentence.dropLast()) : String(sentence)
  }
}
