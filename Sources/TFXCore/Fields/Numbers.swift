extension Int: FieldValue {
  public static var expectation: String { "a whole number" }

  public static var schema: ValueSchema { .integer }

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

  public var attributeValue: AttributeValue? { .int(self) }

  /// A number, or the only one of a list.
  public static func read(_ attribute: AttributeValue) -> Int? {
    switch attribute {
    case .int(let value): value
    case .ints(let values) where values.count == 1: values[0]
    default: nil
    }
  }
}

extension UInt64: FieldValue {
  public static var expectation: String { "a whole number from 0 to \(UInt64.max)" }

  public static var schema: ValueSchema { ValueSchema(.integer(ValueBounds(minimum: 0))) }

  /// A whole number, perhaps with underscores between digits.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> UInt64? {
    guard let text = NumberText(node)?.text, let value: UInt64 = CoreSchema.whole(text) else {
      return mismatch(node, &diagnostics, help: NumberText.help(node))
    }
    return value
  }

  public func write() -> ConfigNode { .plain(String(self)) }

  // TensorFlow's attributes are int64: the same bits.
  public var attributeValue: AttributeValue? { .int(Int(bitPattern: UInt(self))) }

  public static func read(_ attribute: AttributeValue) -> UInt64? {
    if case .int(let value) = attribute { UInt64(UInt(bitPattern: value)) } else { nil }
  }
}

extension Double: FieldValue {
  public static var expectation: String { "a number" }

  public static var schema: ValueSchema { .number }

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

  public var attributeValue: AttributeValue? { .float(self) }

  /// A number, or the only one of a list; a truth value is 0 or 1.
  public static func read(_ attribute: AttributeValue) -> Double? {
    switch attribute {
    case .float(let value): value
    case .int(let value): Double(value)
    case .ints(let values) where values.count == 1: Double(values[0])
    case .bool(let value): value ? 1 : 0
    default: nil
    }
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
