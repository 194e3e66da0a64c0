import TFXConfig
import TFXCore
import TFXGraph

/// `tfx explain`: the reference in the terminal, of a type such as `Conv2D`, a key such as
/// `fit.batch_size`, a list such as `losses`, or an operation of graphs such as `MatMul`.
package struct ExplainCommand {
  package var name: String
  /// Whether the terminal shows nothing but ASCII.
  private var isASCII = false

  package init(name: String) { self.name = name }

  /// All names that there is something to say of.
  package static var names: [String] {
    let names =
      ReferencePage.all.flatMap { $0.catalog.types.flatMap { [$0.kind] + $0.aliases } }
      + ConfigKeys.all.map(\.text) + ListCommand.names
    // A layer may be called as an operation is, and is meant then.
    let known = Set(names)
    return names + OpNames.all.keys.sorted().filter { !known.contains($0) }
  }

  package func run(_ console: Console) throws {
    var own = self
    own.isASCII = !console.traits.isUnicode
    try own.explain(console)
  }

  /// What a source says, in characters that the terminal shows.
  private func plain(_ markdown: String) -> String {
    isASCII ? ASCIIText.of(Wrapping.plain(markdown)) : Wrapping.plain(markdown)
  }

  private func explain(_ console: Console) throws {
    let types = ExplainCommand.types(named: name)
    let keys = ConfigKeys.named(name)
    let parts = types.map { text(of: $0, $1) } + keys.map { text(of: $0) }
    if parts.isEmpty, ListCommand.names.contains(name) {
      return try ListCommand(name: name).run(console)
    }
    // What a configuration of a training names comes first.
    let operations = parts.isEmpty ? OpNames.meant(by: name).map(text(ofOperation:)) : []
    if parts.isEmpty, operations.isEmpty { throw unknown }
    try console.show((parts + operations).joined(separator: "\n"))
  }

  private func text(ofOperation type: any OpDefinition.Type) -> String {
    var lines = ["\(type.type): an operation of graphs", ""]
    let definition = ReferencePage.text(of: String(reflecting: type))
    if !definition.isEmpty {
      lines += Wrapping.lines(Wrapping.joined(plain(definition))) + [""]
    }
    if !type.functions.isEmpty {
      lines += Wrapping.lines("TensorFlow's \(type.functions.joined(separator: ", ")).") + [""]
    }
    let fields = FieldReference.fields(of: type)
    lines += fields.isEmpty ? ["It has no attributes."] : list(fields)
    return lines.map { $0 + "\n" }.joined()
  }

  /// The types of a name in all catalogues; those of the same letters if none is spelt so.
  private static func types(
    named name: String
  ) -> [(page: ReferencePage, entry: CatalogGroup.Entry)] {
    func all(_ isMeant: (String) -> Bool) -> [(page: ReferencePage, entry: CatalogGroup.Entry)] {
      ReferencePage.all.flatMap { page in
        page.group.entries.filter { $0.names.contains(where: isMeant) }.map { (page, $0) }
      }
    }
    let exact = all { $0 == name }
    return exact.isEmpty ? all { $0.lowercased() == name.lowercased() } : exact
  }

  private var unknown: Failure {
    let known = ExplainCommand.names + ConfigKeys.all.compactMap(\.path.last)
    let help =
      Spelling.suggestion(for: name, among: known)
      ?? "'tfx list' shows what there is"
    return Failure("error: there is nothing called '\(name)'\n  \(help)", exitCode: .usage)
  }

  private func text(of page: ReferencePage, _ entry: CatalogGroup.Entry) -> String {
    let type = entry.type
    var lines = ["\(type.kind): \(Wrapping.withArticle(page.group.noun))", ""]
    let definition = ReferencePage.definition(of: type)
    if !definition.isEmpty {
      lines += Wrapping.lines(Wrapping.joined(plain(definition))) + [""]
    }
    if !type.aliases.isEmpty { lines += ["Also \(type.aliases.joined(separator: ", ")).", ""] }
    let fields = entry.group.fields
    if let short = ExplainCommand.shorthand(of: entry) {
      lines += Wrapping.lines(short) + [""]
    }
    lines += fields.isEmpty ? ["It has no arguments."] : list(fields)
    return lines.map { $0 + "\n" }.joined()
  }

  /// How a file gives the main fields without their names.
  private static func shorthand(of entry: CatalogGroup.Entry) -> String? {
    let (kind, names) = (entry.type.kind, entry.shorthand)
    if names.isEmpty { return nil }
    let values = names.map { $0.uppercased() }
    let value = values.count == 1 ? values[0] : "[\(values.joined(separator: ", "))]"
    let whole = zip(names, values).map { "\($0): \($1)" }.joined(separator: ", ")
    return "\(kind): \(value) is short for \(kind): {\(whole)}."
  }

  private func text(of key: ConfigKeys.Key) -> String {
    let field = key.field
    var lines = Wrapping.lines("\(key.text): \(field.expectation)") + [""]
    lines += Wrapping.lines(plain(field.about))
    let words = words(field)
    if !words.isEmpty { lines += Wrapping.lines(words) }
    if field.isRequired {
      lines.append("It must be given.")
    } else if case .mapping = field.defaultValue.content {
      // Its fields have their own.
    } else {
      lines.append("Default: \(YAMLWriter.flow(field.defaultValue))")
    }
    for one in field.schema.alternatives {
      guard let fields = ExplainCommand.fields(in: one) else { continue }
      lines += [""] + list(fields)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The fields of a mapping, or of each of several mappings.
  private static func fields(in schema: ValueSchema) -> [FieldReference]? {
    switch schema.form {
    case .fields(let group): group.fields
    case .names(let value): fields(in: value)
    default: nil
    }
  }

  /// The words that a value may be, or the list that has them.
  private func words(_ field: FieldReference) -> String {
    for one in field.schema.alternatives + ExplainCommand.items(of: field.schema) {
      guard case .catalog(let group) = one.form,
        let page = ReferencePage.all.first(where: { $0.group.noun == group.noun })
      else { continue }
      return "'tfx list \(page.name)' shows all."
    }
    return ""
  }

  private static func items(of schema: ValueSchema) -> [ValueSchema] {
    schema.alternatives.flatMap { one -> [ValueSchema] in
      if case .list(let item, _) = one.form { item.alternatives } else { [] }
    }
  }

  /// Fields as a file has them, each with its default and what it is.
  private func list(_ fields: [FieldReference]) -> [String] {
    fields.flatMap { field -> [String] in
      let isSection = if case .mapping = field.defaultValue.content { true } else { false }
      let value =
        field.isRequired
        ? "(required)"
        : isSection && named(field) == nil ? "…" : YAMLWriter.flow(field.defaultValue)
      var about = plain(field.about)
      let choice = choices(field)
      if !choice.isEmpty { about += "; \(choice)" }
      return Wrapping.entry("  \(field.name): \(value)", about, column: 34)
    }
  }

  /// The name of the type that a field's default is, if it is one of a catalogue's.
  private func named(_ field: FieldReference) -> String? {
    guard case .mapping(let entries) = field.defaultValue.content, entries.count == 1,
      field.schema.alternatives.contains(where: { one in
        if case .catalog = one.form { true } else { false }
      })
    else { return nil }
    return entries[0].key
  }

  /// The words of a choice that its description does not have.
  private func choices(_ field: FieldReference) -> String {
    for one in field.schema.alternatives {
      guard case .words(let words) = one.form, words.count > 1, words.count <= 12,
        !words.allSatisfy({ field.documentation.contains($0) })
      else { continue }
      return "one of \(words.joined(separator: ", "))"
    }
    return ""
  }
}
