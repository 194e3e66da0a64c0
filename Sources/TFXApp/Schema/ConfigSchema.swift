import TFXCore

/// The [JSON Schema](https://json-schema.org/draft-07), draft 7, of a configuration: what
/// yaml-language-server completes, explains and checks by. Made from the descriptions of fields by which
/// a file is read, it refuses nothing that tfx takes; what a schema cannot say, tfx alone refuses.
package struct ConfigSchema {
  private var definitions: [(key: String, value: JSON)] = []
  private var open: [(name: String, make: (inout ConfigSchema) -> JSON)] = []
  private var known: Set<String> = []

  private typealias Members = [(key: String, value: JSON)]

  /// The schema of a whole file.
  package static var text: String { document.text }

  /// The same as a value.
  package static var document: JSON {
    var schema = ConfigSchema()
    var root: Members = [
      ("$schema", .string("http://json-schema.org/draft-07/schema#")),
      ("$id", .string("urn:tfx:config")),
      ("title", .string("tfx configuration")),
      ("description", .string("What tfx trains: data, model, and how.")),
    ]
    root += schema.mapping(FieldReference.fields(of: ExperimentConfig.self))
    while !schema.open.isEmpty {
      let (name, make) = schema.open.removeFirst()
      schema.definitions.append((name, make(&schema)))
    }
    return .object(root + [("definitions", .object(schema.definitions))])
  }

  /// What a mapping of fields is.
  private mutating func mapping(_ fields: [FieldReference]) -> Members {
    let required = fields.filter(\.isRequired).map(\.name)
    var members: Members = [
      ("type", required.isEmpty ? .strings(["object", "null"]) : .string("object")),
      ("additionalProperties", .bool(false)),
    ]
    if !required.isEmpty { members.append(("required", .strings(required))) }
    members.append(
      ("properties", .object(fields.map { ($0.name, .object(property($0))) })))
    return members
  }

  private mutating func property(_ field: FieldReference) -> Members {
    var members: Members = [("description", .string(field.about))]
    if !field.isRequired {
      let value = JSON(field.defaultValue)
      if case .null = value {} else { members.append(("default", value)) }
    }
    // What stands beside a reference is passed over.
    let value = self.members(field.schema)
    return members + (value.first?.key == "$ref" ? [("allOf", .array([.object(value)]))] : value)
  }

  /// What says the values of a schema.
  private mutating func members(_ schema: ValueSchema) -> Members {
    switch schema.form {
    case .any: return []
    case .null: return [("type", .string("null"))]
    case .boolean: return [("type", .string("boolean"))]
    case .integer(let bounds):
      return number("integer", "a whole number", pattern: ConfigSchema.digitGroups, bounds)
    case .number(let bounds):
      let pattern = ConfigSchema.fraction + "|" + ConfigSchema.digitGroups
      return number("number", "a number, or a fraction such as 1/255", pattern: pattern, bounds)
    case .text(let bounds): return text(bounds)
    case .words(let words): return [("enum", .strings(words))]
    case .list(let item, let count):
      var members: Members = [("type", .string("array"))]
      if count.lowerBound > 0 { members.append(("minItems", .int(count.lowerBound))) }
      if count.upperBound < Int.max { members.append(("maxItems", .int(count.upperBound))) }
      return members + [("items", .object(self.members(item)))]
    case .names(let value):
      return [
        ("type", .string("object")), ("minProperties", .int(1)),
        ("additionalProperties", .object(members(value))),
      ]
    case .either: return either(schema.alternatives)
    case .fields(let group):
      return reference(to: group.name) { .object($0.mapping(group.fields)) }
    case .catalog(let group):
      return reference(to: group.noun) { .object($0.catalog(group)) }
    }
  }

  /// One of several; that it may be nothing is said beside another's type.
  private mutating func either(_ all: [ValueSchema]) -> Members {
    let some = all.filter { if case .null = $0.form { false } else { true } }
    let isOptional = some.count < all.count
    guard some.count == 1 else {
      var alternatives = some.map { JSON.object(members($0)) }
      if isOptional { alternatives.append(.object(members(.null))) }
      return [("anyOf", .array(alternatives))]
    }
    var only = members(some[0])
    guard isOptional else { return only }
    switch only.first {
    case ("type", .string(let type))?: only[0].value = .strings([type, "null"])
    case ("type", .array(let types))?: only[0].value = .array(types + [.string("null")])
    case ("enum", .array(let words))?: only[0].value = .array(words + [.null])
    default: return [("anyOf", .array([.object(only), .object(members(.null))]))]
    }
    return only
  }

  // MARK: Numbers and texts

  private static let digits = "[-+]?[0-9._]+([eE][-+]?[0-9]+)?"
  /// `1/255`.
  private static let fraction = "^ *\(digits) */ *\(digits) *$"
  /// `1_000`, which YAML 1.2 takes for a text.
  private static let digitGroups = "^[-+]?[0-9]+(_[0-9]+)+(\\.[0-9]+)?$"

  private mutating func number(
    _ type: String, _ expectation: String, pattern: String, _ bounds: ValueBounds
  ) -> Members {
    let definition = JSON.object([
      ("type", .strings([type, "string"])), ("pattern", .string(pattern)),
      ("patternErrorMessage", .string("expected \(expectation)")),
    ])
    var members: Members = [
      ("allOf", .array([.object(reference(to: type) { _ in definition })]))
    ]
    for (key, bound) in [
      ("minimum", bounds.minimum), ("exclusiveMinimum", bounds.above),
      ("maximum", bounds.maximum), ("exclusiveMaximum", bounds.below),
    ] {
      if let bound { members.append((key, .double(bound))) }
    }
    return members
  }

  private func text(_ bounds: ValueBounds) -> Members {
    // A plain number is a text too, but none that a pattern could be held against.
    var members: Members = [
      (
        "type",
        bounds.pattern == nil
          ? .strings(["string", "number", "boolean"]) : .string("string")
      )
    ]
    if let pattern = bounds.pattern { members.append(("pattern", .string(pattern))) }
    if bounds.isNotEmpty { members.append(("minLength", .int(1))) }
    return members
  }

  // MARK: Definitions

  /// A reference to a definition, which is made when it is first referred to.
  private mutating func reference(
    to name: String, _ make: @escaping (inout ConfigSchema) -> JSON
  ) -> Members {
    if known.insert(name).inserted { open.append((name, make)) }
    return [("$ref", .string("#/definitions/\(name)"))]
  }

  /// A name, or a mapping of one name to its fields.
  private mutating func catalog(_ group: CatalogGroup) -> Members {
    let entries = group.entries
    var (alone, summaries, properties) = ([String](), [String](), Members())
    for entry in entries {
      let definition = ReferencePage.definition(of: entry.type)
      let value = JSON.object(
        reference(to: entry.group.name) { .object($0.entry(entry, definition)) })
      for name in entry.names {
        if entry.standsAlone {
          alone.append(name)
          summaries.append(ConfigSchema.firstLine(definition))
        }
        properties.append((name, value))
      }
    }
    let names: Members = [
      ("enum", .strings(alone)), ("enumDescriptions", .strings(summaries)),
    ]
    let mapping: Members = [
      ("type", .string("object")), ("minProperties", .int(1)), ("maxProperties", .int(1)),
      ("additionalProperties", .bool(false)), ("properties", .object(properties)),
    ]
    return [
      ("anyOf", .array((alone.isEmpty ? [] : [.object(names)]) + [.object(mapping)]))
    ]
  }

  /// The fields of a type, by their names or as the catalogue allows without.
  private mutating func entry(_ entry: CatalogGroup.Entry, _ definition: String) -> Members {
    let about: Members = definition.isEmpty ? [] : [("description", .string(definition))]
    let fields = entry.group.fields
    let named = mapping(fields)
    let bare = entry.shorthand.compactMap { name in fields.first { $0.name == name } }
    if bare.isEmpty { return about + named }
    var alternatives: [JSON] = [.object(named)]
    if bare.count == 1 {
      alternatives.append(.object(members(bare[0].schema.withoutNames ?? bare[0].schema)))
    } else {
      let items = bare.map { JSON.object(members($0.schema)) }
      alternatives.append(
        .object([
          ("type", .string("array")), ("minItems", .int(items.count)),
          ("maxItems", .int(items.count)), ("items", .array(items)),
        ]))
    }
    return about + [("anyOf", .array(alternatives))]
  }

  private static func firstLine(_ text: String) -> String {
    String(text.prefix { !$0.isNewline })
  }
}
