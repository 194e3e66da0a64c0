extension Int: FieldValue {
  public static var expectation: String { "a whole number" }

  /// A whole number, perhaps with underscores between digits.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Int? {
    guard let text = NumberText(node)?.text, let value: Int = CoreSchema.whole(text) else {
      return mismatch(node, &diagnostics, help: NumberText.help(node))
    }
    // Extents and counts are multiplied and added; beyond this, that could overflow.
    if value.magnitude > Int32.max {
      return mismatch(node, &diagnostics, help: "it may be up to \(Int32.max)")
    }
    return value
  }

  public func write() -> ConfigNode { .plain(String(self)) }
}

extension UInt64: FieldValue {
  public static var expectation: String { "a whole number from 0 to \(UInt64.max)" }

  /// A whole number, perhaps with underscores between digits.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> UInt64? {
    guard let text = NumberText(node)?.text, let value: UInt64 = CoreSchema.whole(text) else {
      return mismatch(node, &diagnostics, help: NumberText.help(node))
    }
    return value
  }

  public func write() -> ConfigNode { .plain(String(self)) }
}

extension Double: FieldValue {
  public static var expectation: String { "a number" }

  /// A finite number, or a fraction such as `1/255`.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Double? {
    guard case .scalar(let text, isQuoted: false) = node.content else {
      return mismatch(node, &diagnostics, help: NumberText.help(node))
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map {
      NumberText($0).flatMap { CoreSchema.number($0.text, as: Double.self) }
    }
    let value: Double? =
      switch parts.count {
      case 1: parts[0]
      case 2: parts[0].flatMap { over in parts[1].map { over / $0 } }
      default: nil
      }
    guard let value, value.isFinite else { return mismatch(node, &diagnostics) }
    return value
  }

  /// With a point before an exponent, without which YAML 1.1 takes `1e-07` for a text.
  public func write() -> ConfigNode {
    let text = "\(self)"
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return .plain(text) }
    return .plain(text[..<exponent] + ".0" + text[exponent...])
  }
}

/// The characters of a number without the underscores between its digits.
private struct NumberText {
  let text: String

  /// Nil for what is no plain scalar or has an underscore elsewhere.
  init?(_ node: ConfigNode) {
    guard case .scalar(let text, isQuoted: false) = node.content else { return nil }
    self.init(text[...])
  }

  /// Spaces before and after are dropped, as in `1 / 255`.
  init?(_ written: Substring) {
    var written = written
    while written.first == " " { written.removeFirst() }
    while written.last == " " { written.removeLast() }
    var text = ""
    var last: Character = "_"
    for character in written {
      if character == "_" ? !last.isHexDigit : last == "_" && !text.isEmpty && !character.isHexDigit
      {
        return nil
      }
      if character != "_" { text.append(character) }
      last = character
    }
    if last == "_" { return nil }
    self.text = text
  }

  /// How to mend a value that is nearly a whole number.
  static func help(_ node: ConfigNode) -> String? {
    guard case .scalar(let text, let isQuoted) = node.content,
      let value: Double = CoreSchema.number(text), value.isFinite
    else { return nil }
    if isQuoted { return "remove the quotes" }
    if value != value.rounded() { return nil }
    return Int(exactly: value).flatMap { String($0) == text ? nil : "write \($0)" }
  }
}
