/// Reads the fields of a ``Configurable`` from a mapping and reports every mistake at its place:
/// unknown and repeated keys, missing fields, wrong types, values out of range.
package struct FieldReader: FieldVisitor {
  private let entries: [ConfigNode.Entry]
  private let owner: String
  private let ownerSpan: SourceSpan?
  private var known: [String] = []
  private var failed: Set<String> = []
  private var diagnostics: Diagnostics

  /// Reads `value` from `node`, a mapping or nothing. `owner` is how messages call it.
  /// Returns nil after reporting at least one error.
  package static func read<Value: Configurable>(
    _ type: Value.Type = Value.self, from node: ConfigNode, owner: String,
    at ownerSpan: SourceSpan? = nil, _ diagnostics: inout Diagnostics
  ) -> Value? {
    let entries: [ConfigNode.Entry]
    switch node.content {
    case .mapping(let found): entries = found
    case .null: entries = []
    case .scalar, .sequence:
      diagnostics.error(
        at: node.span, "expected the fields of \(owner) as 'key: value', found \(node.found)",
        help: help(node) ?? example(of: Value.self, owner))
      return nil
    }
    var value = Value()
    var reader = FieldReader(entries, owner, ownerSpan ?? node.span, diagnostics)
    value.fields(&reader)
    reader.reportUnknownKeys()
    if reader.failed.isEmpty {
      for problem in value.problems() {
        reader.failed.insert(problem.field ?? "")
        let entry = entries.first { $0.key == problem.field }
        reader.diagnostics.error(
          at: problem.item.flatMap { entry?.value.place(of: $0) } ?? entry?.value.span
            ?? entry?.keySpan ?? reader.ownerSpan, problem.message, help: problem.help)
      }
    }
    diagnostics = reader.diagnostics
    return reader.failed.isEmpty ? value : nil
  }

  /// What is likely wrong with a value that is no mapping.
  private static func help(_ node: ConfigNode) -> String? {
    switch node.content {
    case .scalar(let text, isQuoted: false):
      let rest = text.drop { $0 != ":" }.dropFirst()
      return rest.isEmpty || rest.first == " " ? nil : "put a space after the ':'"
    case .sequence(let items):
      let areEntries = items.contains { if case .mapping = $0.content { true } else { false } }
      return areEntries ? "remove the '-' before each key" : nil
    case .null, .scalar, .mapping: return nil
    }
  }

  /// The fields that a type needs, as they are written; of sections, which have no name, nothing.
  private static func example(of type: (some Configurable).Type, _ owner: String) -> String? {
    if owner.contains(" ") { return nil }
    let needed = FieldReference.fields(of: type).filter(\.isRequired).map { "\($0.name): …" }
    return needed.isEmpty ? nil : "write \(owner): {\(needed.joined(separator: ", "))}"
  }

  private init(
    _ entries: [ConfigNode.Entry], _ owner: String, _ ownerSpan: SourceSpan?,
    _ diagnostics: Diagnostics
  ) {
    self.entries = entries
    self.owner = owner
    self.ownerSpan = ownerSpan
    self.diagnostics = diagnostics
  }

  package mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
    known.append(field.name)
    guard let entry = entries.first(where: { $0.key == field.name }) else {
      if field.isRequired {
        failed.insert(field.name)
        diagnostics.error(
          at: ownerSpan, "\(owner) needs '\(field.name)'",
          help: "'\(field.name)' is \(Value.expectation): \(field.documentation)")
      }
      return
    }
    let node = entry.value.orAt(entry.keySpan)
    guard let found = Value.read(node, under: entry.keySpan, &diagnostics) else {
      failed.insert(field.name)
      return
    }
    if let limits = field.limits, !limits.contains(found) {
      failed.insert(field.name)
      diagnostics.error(
        at: entry.value.span ?? entry.keySpan,
        "'\(field.name)' must be \(limits.description), found \(entry.value.found)")
      return
    }
    value = found
  }

  /// Where a key belongs that stands at another place.
  private func place(of key: String) -> String? {
    diagnostics.places[key].map { "did you mean \($0)?" }
  }

  private mutating func reportUnknownKeys() {
    var seen: Set<String> = []
    for entry in entries {
      if !known.contains(entry.key) {
        failed.insert(entry.key)
        let list =
          known.isEmpty ? "\(owner) has no fields" : "known: \(known.joined(separator: ", "))"
        diagnostics.error(
          at: entry.keySpan, "unknown key '\(entry.key)' in \(owner)",
          help: place(of: entry.key) ?? Spelling.suggestion(for: entry.key, among: known)
            ?? Spelling.nearest(to: entry.key, among: diagnostics.places.keys.sorted())
            .flatMap(place) ?? list)
      } else if !seen.insert(entry.key).inserted {
        failed.insert(entry.key)
        diagnostics.error(at: entry.keySpan, "'\(entry.key)' is given twice in \(owner)")
      }
    }
  }
}

extension ConfigNode {
  /// The node, at `span` if it has no place of its own (an empty value).
  package func orAt(_ span: SourceSpan?) -> ConfigNode {
    ConfigNode(content, span: self.span ?? span)
  }
}
