/// A configurable type that a file names, such as a layer or an optimizer.
public protocol NamedConfigurable: Configurable {
  /// The name in a file, as Keras spells the class: `Dense`.
  static var kind: String { get }
  /// Other names that mean the same, with every field at its default: `mse`.
  static var aliases: [String] { get }
}

extension NamedConfigurable {
  public static var aliases: [String] { [] }

  /// The name in a file.
  public var kind: String { Self.kind }
}

/// The types that may stand in one kind of place, by name.
package struct Catalog: Sendable {
  /// What an entry is, for messages: `layer`.
  package let noun: String
  package let types: [any NamedConfigurable.Type]
  /// Names of what is done elsewhere, with where.
  private let elsewhere: [String: String]
  /// Whether a file may give a type's first field without its name, as Python's constructors take it:
  /// `Dense: 10`.
  private let takesFirstField: Bool

  package init(
    _ noun: String, _ types: [any NamedConfigurable.Type], elsewhere: [String: String] = [:],
    takesFirstField: Bool = false
  ) {
    self.noun = noun
    self.types = types
    self.elsewhere = elsewhere
    self.takesFirstField = takesFirstField
  }

  /// Reads `Name`, or `Name: {fields}` as a mapping of one key, or `Name: value` with the first field's value
  /// alone.
  package func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> (any NamedConfigurable)? {
    guard let named = resolve(node, &diagnostics) else { return nil }
    return Catalog.read(named.type, named, &diagnostics)
  }

  /// A type that a file names, with the fields that it gives.
  package struct Named {
    package let type: any NamedConfigurable.Type
    package let name: String
    package let span: SourceSpan?
    package let fields: ConfigNode
  }

  /// Finds the type that a file names; nil after reporting why there is none.
  package func resolve(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Named? {
    switch node.content {
    case .scalar(let name, _):
      return resolve(name, at: node.span, ConfigNode(.null, span: node.span), &diagnostics)
    case .mapping(let entries) where entries.count == 1:
      return resolve(entries[0].key, at: entries[0].keySpan, entries[0].value, &diagnostics)
    case .mapping(let entries) where entries.count > 1:
      let named = entries.filter { type(named: $0.key) != nil }
      diagnostics.error(
        at: entries[1].keySpan ?? node.span,
        "expected one \(noun), found a mapping of \(entries.count) keys",
        help: help(named.map(\.key)))
      return nil
    case .null, .sequence, .mapping:
      diagnostics.error(
        at: node.span,
        "expected \(Catalog.article(noun)) \(noun) as 'Name' or 'Name: {…}', found \(node.found)")
      return nil
    }
  }

  /// What is likely wrong with a mapping of several keys, of which `named` are names.
  private func help(_ named: [String]) -> String? {
    guard let first = named.first else { return nil }
    if named.count == 1 { return "indent its fields, or write \(first): {…}" }
    return "keep one of \(named.joined(separator: ", "))"
  }

  /// Writes `Name: {fields}`, or just `Name` if the type has no fields.
  package static func write(_ value: some NamedConfigurable) -> ConfigNode {
    let fields = FieldWriter.write(value)
    if case .mapping(let entries) = fields.content, entries.isEmpty { return .plain(value.kind) }
    return ConfigNode(.mapping([ConfigNode.Entry(value.kind, fields)]))
  }

  /// The type that a file means by a name.
  package func type(named name: String) -> (any NamedConfigurable.Type)? {
    types.first { $0.kind == name || $0.aliases.contains(name) }
  }

  private func resolve(
    _ name: String, at span: SourceSpan?, _ fields: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> Named? {
    if let type = type(named: name) {
      return Named(type: type, name: name, span: span, fields: spelledOut(fields, of: type))
    }
    // Who writes `acuracy` means `accuracy`, who writes `Acuracy` means `Accuracy`.
    let isLowercase = { (name: String) in !name.contains { $0.isUppercase } }
    let all = types.flatMap { [$0.kind] + $0.aliases }
    let names =
      all.filter { isLowercase($0) == isLowercase(name) }
      + all.filter { isLowercase($0) != isLowercase(name) }
    diagnostics.error(
      at: span, "unknown \(noun) '\(name)'",
      help: elsewhere[name] ?? Spelling.suggestion(for: name, among: names)
        ?? known(near: name))
    return nil
  }

  /// The field of a type that a file may give without its name: the first, if the file need give no other,
  /// and if its value is no mapping, which is one of fields.
  func firstField(of type: any NamedConfigurable.Type) -> FieldReference? {
    guard takesFirstField else { return nil }
    let fields = FieldReference.fields(of: type)
    guard let first = fields.first, !fields.dropFirst().contains(where: \.isRequired),
      first.schema.withoutNames != nil
    else { return nil }
    return first
  }

  /// The fields of a type with their names, if a file gives the value of the first alone.
  private func spelledOut(_ node: ConfigNode, of type: any NamedConfigurable.Type) -> ConfigNode {
    switch node.content {
    case .null, .mapping: return node
    // A colon without a space behind it: `units:10`.
    case .scalar(let text, isQuoted: false) where text.contains(":"): return node
    case .scalar, .sequence: break
    }
    guard let field = firstField(of: type) else { return node }
    if case .sequence = node.content, field.schema.withoutNames?.takesLists != true { return node }
    return ConfigNode(
      .mapping([ConfigNode.Entry(field.name, keySpan: node.span, node)]), span: node.span)
  }

  /// All names, or, where they would fill the screen, the nearest ones and the page with the rest.
  private func known(near name: String) -> String {
    let kinds = types.map { $0.kind }
    if kinds.count <= Catalog.listedCount { return "known: \(kinds.joined(separator: ", "))" }
    let nearest = Spelling.sorted(kinds, by: name).prefix(6).joined(separator: ", ")
    let plural = noun.hasSuffix("s") ? "\(noun)es" : "\(noun)s"
    return "known: \(nearest), …; docs/reference/\(plural).md lists all \(kinds.count)"
  }

  /// How many names a message lists at most.
  private static let listedCount = 12

  private static func read<Value: NamedConfigurable>(
    _ type: Value.Type, _ named: Named, _ diagnostics: inout Diagnostics
  ) -> (any NamedConfigurable)? {
    FieldReader.read(type, from: named.fields, owner: named.name, at: named.span, &diagnostics)
  }

  private static func article(_ noun: String) -> String {
    "aeiou".contains(noun.first ?? "x") ? "an" : "a"
  }
}
