internal import TFXCore

/// The tags that a value may have: those of the
/// [core schema](https://yaml.org/spec/1.2.2/#103-core-schema), and those that writers of YAML put
/// before values that a configuration has too, such as Python's tuples.
enum YAMLTag: String, CaseIterable {
  case string = "str"
  case whole = "int"
  case number = "float"
  case truth = "bool"
  case nothing = "null"
  case binary
  case timestamp
  case list = "seq"
  case tuple = "python/tuple"
  case mapping = "map"
  case set
  case orderedMapping = "omap"

  private static let prefix = "tag:yaml.org,2002:"

  /// The tag that is called so in full; nil for one that says nothing to us.
  init?(_ name: String) {
    guard name.hasPrefix(YAMLTag.prefix) else { return nil }
    self.init(rawValue: String(name.dropFirst(YAMLTag.prefix.count)))
  }

  /// A tag as people write it: `!!int`.
  static func short(_ name: String) -> String {
    name.hasPrefix(prefix) ? "!!" + name.dropFirst(prefix.count) : name
  }

  /// What stands behind the tag, for messages.
  var expectation: String {
    switch self {
    case .string: "a text"
    case .whole: "a whole number"
    case .number: "a number"
    case .truth: "true or false"
    case .nothing: "null or nothing"
    case .binary: "a text in base64"
    case .timestamp: "a date"
    case .list, .tuple: "a list"
    case .mapping: "a mapping"
    case .set: "a mapping of keys without values"
    case .orderedMapping: "a list of mappings of one key"
    }
  }

  /// The value that the tag makes of one that was written behind it; nil if it makes none.
  func value(of content: ConfigNode.Content) -> ConfigNode.Content? {
    switch content {
    case .scalar(let text, _): scalar(text)
    case .sequence(let items): sequence(items)
    case .mapping(let entries): mapping(entries)
    case .null: nil
    }
  }

  private func scalar(_ text: String) -> ConfigNode.Content? {
    switch self {
    case .string, .timestamp: return .scalar(text, isQuoted: true)
    case .whole: return CoreSchema.isWhole(text) ? .scalar(text, isQuoted: false) : nil
    case .number:
      guard let number = CoreSchema.number(text, as: Double.self) else { return nil }
      // 3 is a whole number where nothing says what it is.
      return .scalar(CoreSchema.isWhole(text) ? "\(number)" : text, isQuoted: false)
    case .truth:
      return ["true", "false"].contains(text.lowercased()) ? .scalar(text, isQuoted: false) : nil
    case .nothing: return YAMLText.isNull(text) ? .null : nil
    case .binary:
      let bytes = Base64.bytes(text)
      return bytes.flatMap { String(validating: $0, as: UTF8.self) }
        .map { .scalar($0, isQuoted: true) }
    case .list, .tuple, .mapping, .set, .orderedMapping: return nil
    }
  }

  private func sequence(_ items: [ConfigNode]) -> ConfigNode.Content? {
    switch self {
    case .list, .tuple: return .sequence(items)
    case .orderedMapping:
      var entries: [ConfigNode.Entry] = []
      for item in items {
        guard case .mapping(let own) = item.content, own.count == 1 else { return nil }
        entries += own
      }
      return .mapping(entries)
    default: return nil
    }
  }

  private func mapping(_ entries: [ConfigNode.Entry]) -> ConfigNode.Content? {
    switch self {
    case .mapping: return .mapping(entries)
    case .set:
      let areKeys = entries.allSatisfy { if case .null = $0.value.content { true } else { false } }
      if !areKeys { return nil }
      return .sequence(
        entries.map { ConfigNode(.scalar($0.key, isQuoted: false), span: $0.keySpan) })
    default: return nil
    }
  }
}

/// Bytes in [base64](https://www.rfc-editor.org/rfc/rfc4648#section-4), as YAML has binary values.
private enum Base64 {
  /// The bytes of a text, in which white space says nothing; nil for what is no base64.
  static func bytes(_ text: String) -> [UInt8]? {
    let letters = text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let digits = letters.reversed().drop { $0 == UInt8(ascii: "=") }.reversed().map(digit)
    guard letters.count.isMultiple(of: 4), letters.count - digits.count <= 2 else { return nil }
    var bytes: [UInt8] = []
    var (bits, count) = (0 as UInt32, 0)
    for digit in digits {
      guard let digit else { return nil }
      bits = bits << 6 | UInt32(digit)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  private static func digit(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): letter - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): letter - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
