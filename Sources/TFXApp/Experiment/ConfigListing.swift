import TFXConfig
import TFXCore

/// A whole configuration as YAML, in which a comment says of each value where it is from: a file's line,
/// `--set`, or the default.
struct ConfigListing {
  /// Lines with their comments, which stand below each other.
  private var lines: [(text: String, source: String)] = []

  /// Comments begin here, or behind the line where it is longer.
  private static let column = 44

  /// The text of a configuration.
  ///
  /// - Parameters:
  ///   - whole: With all defaults, as it is written.
  ///   - given: The part that a user has given, with its places.
  static func text(of whole: ConfigNode, from given: ConfigNode) -> String {
    var listing = ConfigListing()
    if case .mapping(let entries) = whole.content {
      for entry in entries { listing.add(entry, given, indent: 0) }
    }
    return listing.lines.map { text, source in
      if source.isEmpty { return text + "\n" }
      return text + String(repeating: " ", count: max(2, column - text.count)) + "# \(source)\n"
    }.joined()
  }

  /// Where a value was given.
  private static func source(_ node: ConfigNode?, _ keySpan: SourceSpan? = nil) -> String {
    guard let span = node?.span ?? keySpan else { return "default" }
    return span.file.hasPrefix("--set") ? span.file : "\(span.file):\(span.line)"
  }

  /// A key with its value, and the given mapping in which it stands.
  private mutating func add(
    _ entry: ConfigNode.Entry, _ owner: ConfigNode?, indent: Int, prefix: String? = nil
  ) {
    let space = prefix ?? String(repeating: " ", count: indent)
    let given = ConfigListing.entry(entry.key, in: owner)
    guard ConfigListing.isBlock(entry.value) else {
      let line = YAMLWriter.write(ConfigNode(.mapping([entry]))).dropLast()
      let source =
        given.map { ConfigListing.source($0.value, $0.keySpan) }
        // A bare name, such as `- MaxPooling2D`, or the item of a list of names.
        ?? "default"
      return lines.append((space + line, source))
    }
    let head = YAMLWriter.write(ConfigNode(.mapping([ConfigNode.Entry(entry.key, .plain("x"))])))
    let isNamed = entry.key.first?.isUppercase == true
    let source = isNamed ? ConfigListing.source(given?.value, given?.keySpan) : ""
    lines.append((space + head.dropLast(3), source))
    let own = isNamed ? ConfigListing.spelledOut(given?.value, as: entry.value) : given?.value
    add(entry.value, own, indent: indent + 2)
  }

  /// What is given for a type's fields, of which a value alone is the first.
  private static func spelledOut(_ given: ConfigNode?, as whole: ConfigNode) -> ConfigNode? {
    guard let given, case .mapping(let entries) = whole.content, let first = entries.first else {
      return given
    }
    switch given.content {
    case .null, .mapping: return given
    case .scalar, .sequence:
      return ConfigNode(.mapping([ConfigNode.Entry(first.key, keySpan: given.span, given)]))
    }
  }

  /// The value below a key.
  private mutating func add(_ node: ConfigNode, _ given: ConfigNode?, indent: Int) {
    switch node.content {
    case .mapping(let entries):
      for entry in entries { add(entry, given, indent: indent) }
    case .sequence(let items):
      let space = String(repeating: " ", count: indent)
      for (index, item) in items.enumerated() {
        let own = ConfigListing.item(index, of: items.count, in: given)
        if case .mapping(let entries) = item.content, ConfigListing.isBlock(item) {
          for (place, entry) in entries.enumerated() {
            add(entry, own, indent: indent + 2, prefix: place == 0 ? space + "- " : nil)
          }
        } else {
          lines.append((space + "- " + YAMLWriter.flow(item), ConfigListing.source(own)))
        }
      }
    case .null, .scalar: break
    }
  }

  /// Whether a value stands on lines of its own: a mapping, or a list with mappings in it.
  private static func isBlock(_ node: ConfigNode) -> Bool {
    switch node.content {
    case .mapping(let entries): !entries.isEmpty
    case .sequence(let items): items.contains { isBlock($0) }
    case .null, .scalar: false
    }
  }

  /// What is given for a key: under it; under another name of the same type; as a bare name, which is all
  /// that is given then; as an item of a list of names; or as one value in the place of a mapping of one.
  private static func entry(_ key: String, in owner: ConfigNode?) -> ConfigNode.Entry? {
    guard let owner else { return nil }
    switch owner.content {
    case .mapping(let entries):
      if let entry = entries.last(where: { $0.key.isWritten(key) }) { return entry }
      return entries.count == 1 && isType(key) && Experiment.isSame(entries[0].key, key)
        ? entries[0] : nil
    case .scalar(let name, _):
      let isMeant = name.isWritten(key) || isType(key) && Experiment.isSame(name, key)
      return isMeant
        ? ConfigNode.Entry(key, keySpan: owner.span, ConfigNode(.null, span: owner.span)) : nil
    case .sequence(let items):
      let item = items.first { if case .scalar(key, _) = $0.content { true } else { false } }
      return item.map { ConfigNode.Entry(key, keySpan: $0.span, ConfigNode(.null, span: $0.span)) }
    case .null: return nil
    }
  }

  private static func isType(_ key: String) -> Bool { key.first?.isUppercase == true }

  /// The given item of a list, or the single value that stands for a list of one.
  private static func item(_ index: Int, of count: Int, in given: ConfigNode?) -> ConfigNode? {
    guard let given else { return nil }
    if case .sequence(let items) = given.content {
      return items.count == count ? items[index] : nil
    }
    return count == 1 ? given : nil
  }
}
