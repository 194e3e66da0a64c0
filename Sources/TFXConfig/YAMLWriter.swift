package import TFXCore

/// Writes values as YAML in the style of the configs that people write: sections as blocks, one
/// layer a line, short lists in brackets.
package enum YAMLWriter {
  /// Lines are kept within this many columns where that is possible.
  static let lineLength = 88
  /// libyaml finds the ':' of a key only within 1,024 characters.
  private static let longestPlainKey = 1_000

  /// `node` as the text of a file. Reading it back gives the same values; that a text was quoted
  /// is kept where it makes a difference.
  package static func write(_ node: ConfigNode) -> String {
    var lines: [String] = []
    switch node.content {
    case .mapping(let entries) where !entries.isEmpty:
      for entry in entries { write(entry, indent: 0, isSection: true, to: &lines) }
    case .sequence(let items) where !items.isEmpty:
      for item in items { write(item: item, indent: 0, to: &lines) }
    case .null, .scalar, .sequence, .mapping:
      lines.append(flow(node))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `key: value`, or the key with its value on the lines below. A section that has entries is
  /// always a block.
  private static func write(
    _ entry: ConfigNode.Entry, indent: Int, isSection: Bool = false, to lines: inout [String],
    prefix: String? = nil
  ) {
    let begin = prefix ?? String(repeating: " ", count: indent)
    let key = keyText(entry.key)
    var start = begin + key + ":"
    if key.utf8.count > longestPlainKey {
      lines.append(begin + "? " + key)
      start = String(repeating: " ", count: indent) + ":"
    }
    let line = start + " " + flow(entry.value)
    switch entry.value.content {
    case .mapping(let entries) where !entries.isEmpty:
      if !isSection, isShort(entry.value), line.count <= lineLength {
        lines.append(line)
      } else {
        lines.append(start)
        for entry in entries { write(entry, indent: indent + 2, to: &lines) }
      }
    case .sequence(let items) where !items.isEmpty:
      if isShort(entry.value), line.count <= lineLength {
        lines.append(line)
      } else {
        lines.append(start)
        for item in items { write(item: item, indent: indent + 2, to: &lines) }
      }
    case .null, .scalar, .sequence, .mapping:
      lines.append(line)
    }
  }

  /// `- value`, or a dash with the first line of the value after it.
  private static func write(item: ConfigNode, indent: Int, to lines: inout [String]) {
    let dash = String(repeating: " ", count: indent) + "- "
    switch item.content {
    case .mapping(let entries) where !entries.isEmpty:
      let line = dash + flow(item)
      if entries.count > 1, isShort(item), line.count <= lineLength {
        lines.append(line)
        return
      }
      for (index, entry) in entries.enumerated() {
        // A layer's fields stand below its name, which the dash has moved to the right.
        write(entry, indent: indent + 2, to: &lines, prefix: index == 0 ? dash : nil)
      }
    case .sequence(let items) where !items.isEmpty:
      let line = dash + flow(item)
      if isShort(item), line.count <= lineLength {
        lines.append(line)
      } else {
        lines.append(String(dash.dropLast()))
        for item in items { write(item: item, indent: indent + 2, to: &lines) }
      }
    case .null, .scalar, .sequence, .mapping:
      lines.append(dash + flow(item))
    }
  }

  /// Whether a value reads well on one line: a scalar, scalars and lists of them, or one name
  /// with such fields, as in `{Adam: {learning_rate: 0.001}}`.
  private static func isShort(_ node: ConfigNode) -> Bool {
    switch node.content {
    case .null, .scalar: return true
    case .sequence(let items):
      return items.allSatisfy { isScalar($0) }
    case .mapping(let entries):
      if entries.contains(where: { $0.key.utf8.count > longestPlainKey / 2 }) { return false }
      if entries.count == 1 {
        return isShort(entries[0].value) && height(entries[0].value) <= 1
      }
      return entries.allSatisfy { height($0.value) == 0 || isListOfScalars($0.value) }
    }
  }

  private static func isScalar(_ node: ConfigNode) -> Bool { height(node) == 0 }

  private static func isListOfScalars(_ node: ConfigNode) -> Bool {
    guard case .sequence(let items) = node.content else { return false }
    return items.allSatisfy { isScalar($0) }
  }

  /// How deep values lie in a value; 0 for scalars and for empty ones.
  private static func height(_ node: ConfigNode) -> Int {
    switch node.content {
    case .null, .scalar: 0
    case .sequence(let items): items.map { height($0) + 1 }.max() ?? 0
    case .mapping(let entries): entries.map { height($0.value) + 1 }.max() ?? 0
    }
  }

  /// A value on one line.
  package static func flow(_ node: ConfigNode) -> String {
    switch node.content {
    case .null: return "null"
    case .scalar(let text, let isQuoted): return scalarText(text, isQuoted: isQuoted)
    case .sequence(let items):
      return "[" + items.map { flow($0) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
      let parts = entries.map { "\(keyText($0.key)): \(flow($0.value))" }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }

  private static func scalarText(_ text: String, isQuoted: Bool) -> String {
    let means = isQuoted ? YAMLText.meansOtherThanText(text) : YAMLText.isNull(text)
    return !means && YAMLText.isSafePlain(text) ? text : YAMLText.quoted(text)
  }

  /// A key. Keys are text whatever they look like, but `<<` has a meaning of its own.
  package static func keyText(_ key: String) -> String {
    key != "<<" && YAMLText.isSafePlain(key) ? key : YAMLText.quoted(key)
  }
}
