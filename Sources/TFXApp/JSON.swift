package import TFXCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A JSON document whose keys keep their order.
package indirect enum JSON: Sendable {
  case null
  case bool(Bool)
  /// A number as it is written.
  case number(String)
  case string(String)
  case array([JSON])
  case object(Fields)

  package typealias Fields = [(key: String, value: JSON)]

  package static func int(_ value: Int) -> JSON { .number("\(value)") }

  package static func strings(_ all: [String]) -> JSON { .array(all.map { .string($0) }) }

  /// A number, without a fraction if it is whole; null where JSON has none.
  package static func double(_ value: Double) -> JSON {
    if !value.isFinite { return .null }
    return .number(Int(exactly: value).map { "\($0)" } ?? "\(value)")
  }

  /// A value of a configuration. Plain scalars are what YAML 1.2 takes them for.
  package init(_ node: ConfigNode) {
    switch node.content {
    case .null: self = .null
    case .scalar(let text, isQuoted: true): self = .string(text)
    case .scalar(let text, isQuoted: false):
      switch text {
      case "true", "True", "TRUE": self = .bool(true)
      case "false", "False", "FALSE": self = .bool(false)
      default: self = JSON.number(of: text) ?? .string(text)
      }
    case .sequence(let items): self = .array(items.map { JSON($0) })
    case .mapping(let entries):
      self = .object(entries.map { (key: $0.key, value: JSON($0.value)) })
    }
  }

  private static func number(of text: String) -> JSON? {
    if let whole: Int = CoreSchema.whole(text) { return .int(whole) }
    guard let value: Double = CoreSchema.number(text), value.isFinite else { return nil }
    return .double(value)
  }

  /// The document on several lines, with short values on one.
  package var text: String {
    var text = ""
    write(indent: 0, to: &text)
    return text + "\n"
  }

  private static let lineLength = 96

  /// The value on one line.
  package var line: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let text): text
    case .string(let text): JSON.quoted(text)
    case .array(let items): "[" + items.map(\.line).joined(separator: ", ") + "]"
    case .object(let entries):
      "{" + entries.map { "\(JSON.quoted($0.key)): \($0.value.line)" }.joined(separator: ", ")
        + "}"
    }
  }

  /// A text as JSON writes it, with its quotes.
  static func quoted(_ text: String) -> String {
    // Most texts have nothing in them that JSON writes otherwise.
    if text.utf8.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      return "\"\(text)\""
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(text) else {
      preconditionFailure("a text cannot be written as JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private func write(indent: Int, to text: inout String) {
    let space = String(repeating: " ", count: indent + 2)
    let end = "\n" + String(repeating: " ", count: indent)
    if height < 2 {
      let line = line
      if height == 0 || line.count + indent <= JSON.lineLength {
        text += line
        return
      }
    }
    switch self {
    case .null, .bool, .number, .string: text += line
    case .array(let items):
      for (index, item) in items.enumerated() {
        text += (index == 0 ? "[\n" : ",\n") + space
        item.write(indent: indent + 2, to: &text)
      }
      text += end + "]"
    case .object(let entries):
      for (index, entry) in entries.enumerated() {
        text += (index == 0 ? "{\n" : ",\n") + space + JSON.quoted(entry.key) + ": "
        entry.value.write(indent: indent + 2, to: &text)
      }
      text += end + "}"
    }
  }

  /// How deep values lie in it; 0 for scalars and for empty ones.
  private var height: Int {
    switch self {
    case .null, .bool, .number, .string: 0
    case .array(let items): items.map { $0.height + 1 }.max() ?? 0
    case .object(let entries): entries.map { $0.value.height + 1 }.max() ?? 0
    }
  }
}
