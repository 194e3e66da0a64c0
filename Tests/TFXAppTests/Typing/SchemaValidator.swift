import TFXApp

/// The part of JSON Schema's draft 7 that the schema of configurations needs. It knows nothing of tfx, so
/// that it judges the schema as an editor does; a keyword that it does not know is a mistake.
struct SchemaValidator {
  private let root: JSON

  init(_ root: JSON) { self.root = root }

  /// Why a value is refused, with the place; nil if it is taken.
  func refusal(of value: JSON) -> String? { refusal(of: value, by: root, at: "") }

  /// Keywords that only explain.
  private static let annotations: Set<String> = [
    "$schema", "$id", "title", "description", "default", "definitions", "enumDescriptions",
    "patternErrorMessage",
  ]

  private func refusal(of value: JSON, by schema: JSON, at place: String) -> String? {
    guard case .object(let keywords) = schema else { return "no schema at \(place)" }
    if let reference = schema["$ref"]?.text {
      let name = reference.replacing("#/definitions/", with: "")
      guard let definition = root["definitions"]?[name] else { return "no definition \(name)" }
      return refusal(of: value, by: definition, at: place)
    }
    for (keyword, wanted) in keywords where !SchemaValidator.annotations.contains(keyword) {
      if let reason = refusal(of: value, by: keyword, wanted, in: schema, at: place) {
        return reason
      }
    }
    return nil
  }

  private func refusal(
    of value: JSON, by keyword: String, _ wanted: JSON, in schema: JSON, at place: String
  ) -> String? {
    let here = place.isEmpty ? "the file" : place
    switch (keyword, value) {
    case ("type", _):
      let types = wanted.text.map { [$0] } ?? wanted.items.compactMap(\.text)
      return types.contains(where: value.isOf) ? nil : "\(here) is not \(types)"
    case ("enum", _):
      return wanted.items.contains { $0.isSame(as: value) } ? nil : "\(here) is none of the words"
    case ("pattern", .string(let text)):
      guard let pattern = wanted.text, let regex = try? Regex(pattern) else {
        return "no pattern at \(place)"
      }
      return text.contains(regex) ? nil : "\(here) does not match \(pattern)"
    case ("minLength", .string(let text)):
      return Double(text.count) >= wanted.double! ? nil : "\(here) is too short"
    case ("minimum", .number):
      return value.double! >= wanted.double! ? nil : "\(here) is below \(wanted.line)"
    case ("exclusiveMinimum", .number):
      return value.double! > wanted.double! ? nil : "\(here) is not above \(wanted.line)"
    case ("maximum", .number):
      return value.double! <= wanted.double! ? nil : "\(here) is above \(wanted.line)"
    case ("exclusiveMaximum", .number):
      return value.double! < wanted.double! ? nil : "\(here) is not below \(wanted.line)"
    case ("items", .array(let items)):
      for (index, item) in items.enumerated() {
        // One schema for all, or one for each.
        let own = wanted.items.isEmpty ? wanted : wanted.items[index]
        if let reason = refusal(of: item, by: own, at: "\(place)[\(index)]") { return reason }
      }
      return nil
    case ("minItems", .array(let items)):
      return Double(items.count) >= wanted.double! ? nil : "\(here) has too few items"
    case ("maxItems", .array(let items)):
      return Double(items.count) <= wanted.double! ? nil : "\(here) has too many items"
    case ("minProperties", .object(let entries)):
      return Double(entries.count) >= wanted.double! ? nil : "\(here) has too few keys"
    case ("maxProperties", .object(let entries)):
      return Double(entries.count) <= wanted.double! ? nil : "\(here) has too many keys"
    case ("required", .object(let entries)):
      let missing = wanted.items.compactMap(\.text).first { name in
        !entries.contains { $0.key == name }
      }
      return missing.map { "\(here) lacks \($0)" }
    case ("properties", .object(let entries)):
      for (key, value) in entries {
        guard let own = wanted[key] else { continue }
        if let reason = refusal(of: value, by: own, at: "\(place).\(key)") { return reason }
      }
      return nil
    case ("additionalProperties", .object(let entries)):
      for (key, value) in entries where schema["properties"]?[key] == nil {
        if case .bool(false) = wanted { return "\(here) has the unknown key \(key)" }
        if let reason = refusal(of: value, by: wanted, at: "\(place).\(key)") { return reason }
      }
      return nil
    case ("allOf", _):
      return wanted.items.lazy.compactMap { refusal(of: value, by: $0, at: place) }.first
    case ("anyOf", _):
      let reasons = wanted.items.map { refusal(of: value, by: $0, at: place) }
      if reasons.contains(where: { $0 == nil }) { return nil }
      // The alternative that went furthest is what was meant.
      return reasons.compactMap { $0 }.max { $0.count { $0 == "." } < $1.count { $0 == "." } }
    case ("pattern", _), ("minLength", _), ("minimum", _), ("exclusiveMinimum", _), ("maximum", _),
      ("exclusiveMaximum", _), ("items", _), ("minItems", _), ("maxItems", _),
      ("minProperties", _), ("maxProperties", _), ("required", _), ("properties", _),
      ("additionalProperties", _):
      return nil
    default: return "the keyword \(keyword) is not known"
    }
  }
}

extension JSON {
  fileprivate subscript(key: String) -> JSON? {
    guard case .object(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }

  fileprivate var items: [JSON] { if case .array(let items) = self { items } else { [] } }

  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }

  fileprivate var double: Double? {
    if case .number(let text) = self { Double(text) } else { nil }
  }

  fileprivate func isOf(_ type: String) -> Bool {
    switch (type, self) {
    case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string),
      ("array", .array), ("object", .object):
      true
    case ("integer", .number): double == double?.rounded()
    default: false
    }
  }

  fileprivate func isSame(as other: JSON) -> Bool { line == other.line }
}
