package import TFXCore

/// The keys of a configuration by their paths: `fit.batch_size`.
package enum ConfigKeys {
  /// A key with what is known of it.
  package struct Key: Sendable {
    /// The keys down to it; `NAME` stands for a name of the user's choice.
    package let path: [String]
    package let field: FieldReference

    package var text: String { path.joined(separator: ".") }
    /// The path without names of the user's choice.
    var short: String { path.filter { $0 != ConfigKeys.ownName }.joined(separator: ".") }
  }

  /// Stands for a name of the user's choice.
  static let ownName = "NAME"

  /// Every key outside of catalogues, in the order of a file.
  package static let all: [Key] = keys(of: FieldReference.fields(of: ExperimentConfig.self), [])

  private static func keys(of fields: [FieldReference], _ path: [String]) -> [Key] {
    fields.flatMap { field in
      let own = path + [field.name]
      return [Key(path: own, field: field)]
        + nested(field.schema).flatMap { keys(of: $0.fields, own + $0.path) }
    }
  }

  /// The mappings of fields that may stand where a value stands, with the names before them.
  private static func nested(
    _ schema: ValueSchema
  ) -> [(path: [String], fields: [FieldReference])] {
    schema.alternatives.flatMap { one -> [(path: [String], fields: [FieldReference])] in
      switch one.form {
      case .fields(let group): [([], group.fields)]
      case .names(let value): nested(value).map { ([ownName] + $0.path, $0.fields) }
      default: []
      }
    }
  }

  /// Those that a path means: all of it, all but names of the user's choice, or the last key alone.
  package static func named(_ text: String) -> [Key] {
    let exact = all.filter { $0.text == text || $0.short == text }
    if !exact.isEmpty { return distinct(exact) }
    return text.contains(".") ? [] : distinct(all.filter { $0.path.last == text })
  }

  /// A key that several forms of one value have is one.
  private static func distinct(_ keys: [Key]) -> [Key] {
    var seen: Set<String> = []
    return keys.filter { seen.insert($0.text).inserted }
  }

  // MARK: --set

  /// What may follow `--set` where `prefix` has been typed: keys with `=` or `.` behind them, or, after
  /// a `=`, the key with its values.
  package static func completions(of prefix: String) -> [String] {
    if let equals = prefix.firstIndex(of: "=") {
      let path = prefix[..<equals].split(separator: ".").map(String.init)
      guard let field = field(at: path) else { return [] }
      let values = ConfigKeys.values(of: field.schema).map { String(prefix[...equals]) + $0 }
      return values.filter { $0.hasPrefix(prefix) }
    }
    let typed = prefix.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let path = Array(typed.dropLast())
    let before = path.map { $0 + "." }.joined()
    // Several forms of one value may have the same key.
    var seen: Set<String> = []
    return children(of: path).flatMap { child -> [String] in
      let name = before + child.name
      return child.endings.map { name + $0 }
    }.filter { $0.hasPrefix(prefix) && seen.insert($0).inserted }
  }

  /// A step of a path, and what may stand behind it.
  private struct Child {
    var name: String
    var endings: [String]
  }

  private static func children(of path: [String]) -> [Child] {
    guard !path.isEmpty else {
      return FieldReference.fields(of: ExperimentConfig.self).map { child($0) }
    }
    // A name of a catalogue has the fields of that type.
    if let owner = field(at: path.dropLast()), let type = entry(path[path.count - 1], of: owner) {
      return type.group.fields.map { child($0) }
    }
    guard let field = field(at: path) else { return [] }
    return field.schema.alternatives.flatMap { one -> [Child] in
      switch one.form {
      case .fields(let group): group.fields.map { child($0) }
      case .catalog(let group):
        group.entries.filter { !$0.group.fields.isEmpty }
          .map { Child(name: $0.type.kind, endings: ["."]) }
      default: []
      }
    }
  }

  private static func child(_ field: FieldReference) -> Child {
    var (isMapping, isValue) = (false, false)
    for one in field.schema.alternatives {
      switch one.form {
      case .fields: isMapping = true
      case .catalog: (isMapping, isValue) = (true, true)
      case .null: break
      default: isValue = true
      }
    }
    return Child(name: field.name, endings: (isValue ? ["="] : []) + (isMapping ? ["."] : []))
  }

  private static func entry(_ name: String, of field: FieldReference) -> CatalogGroup.Entry? {
    for one in field.schema.alternatives {
      if case .catalog(let group) = one.form {
        return group.entries.first { $0.names.contains(name) }
      }
    }
    return nil
  }

  private static func field(at path: some Collection<String>) -> FieldReference? {
    var fields = FieldReference.fields(of: ExperimentConfig.self)
    var found: FieldReference?
    for step in path {
      if let owner = found, let type = entry(step, of: owner) {
        fields = type.group.fields
        found = nil
        continue
      }
      guard let next = fields.first(where: { $0.name == step }) else { return nil }
      found = next
      fields = next.schema.alternatives.flatMap { one -> [FieldReference] in
        if case .fields(let group) = one.form { group.fields } else { [] }
      }
    }
    return found
  }

  /// The words that a value may be.
  package static func values(of schema: ValueSchema) -> [String] {
    schema.alternatives.flatMap { one -> [String] in
      switch one.form {
      case .null: ["null"]
      case .boolean: ["true", "false"]
      case .words(let words): words
      case .catalog(let group): group.entries.filter(\.standsAlone).flatMap(\.names)
      case .any, .integer, .number, .text, .list, .names, .either, .fields: []
      }
    }
  }
}
