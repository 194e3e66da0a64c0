package import TFXCore

/// A configuration written on one line in a test: names, numbers, `'texts'`, `[…]` and `{key: …}`.
package func node(_ text: String) throws -> ConfigNode {
  var parser = FlowText(text)
  return try parser.value()
}

/// Reads the small part of YAML's flow style that tests write.
private struct FlowText {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  mutating func value() throws -> ConfigNode {
    skipSpaces()
    switch rest.first {
    case "{":
      var entries: [ConfigNode.Entry] = []
      try items(until: "}") { parser in
        let key = parser.word()
        try parser.expect(":")
        entries.append(ConfigNode.Entry(key, try parser.value()))
      }
      return ConfigNode(.mapping(entries))
    case "[":
      var items: [ConfigNode] = []
      try self.items(until: "]") { items.append(try $0.value()) }
      return ConfigNode(.sequence(items))
    case "'":
      let text = rest.dropFirst().prefix { $0 != "'" }
      rest = rest[text.endIndex...]
      try expect("'")
      return ConfigNode(.scalar(String(text), isQuoted: true))
    default:
      let word = word()
      if word.hasPrefix("\"") {
        return ConfigNode(.scalar(String(word.dropFirst().dropLast()), isQuoted: true))
      }
      return word == "null" ? ConfigNode(.null) : .plain(word)
    }
  }

  private mutating func items(
    until end: Character, _ item: (inout FlowText) throws -> Void
  ) throws {
    rest.removeFirst()
    skipSpaces()
    while rest.first != end {
      try item(&self)
      skipSpaces()
      if rest.first != end { try expect(",") }
      skipSpaces()
    }
    rest.removeFirst()
  }

  private mutating func word() -> String {
    skipSpaces()
    let word = rest.prefix { !"{}[]:, ".contains($0) }
    rest = rest[word.endIndex...]
    return String(word)
  }

  private mutating func expect(_ character: Character) throws {
    skipSpaces()
    guard rest.first == character else { throw FlowError(expected: character, found: rest) }
    rest.removeFirst()
  }

  private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

  private struct FlowError: Error {
    let expected: Character
    let found: Substring
  }
}
