extension Bool: FieldValue {
  public static var expectation: String { "true or false" }

  public static var schema: ValueSchema { .boolean }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Bool? {
    guard case .scalar(let text, isQuoted: false) = node.content else {
      return mismatch(node, &diagnostics)
    }
    switch text {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    case "yes", "on", "Yes", "On": return mismatch(node, &diagnostics, help: "write true")
    case "no", "off", "No", "Off": return mismatch(node, &diagnostics, help: "write false")
    default: return mismatch(node, &diagnostics)
    }
  }

  public func write() -> ConfigNode { .plain(String(self)) }

  public var attributeValue: AttributeValue? { .bool(self) }

  public static func read(_ attribute: AttributeValue) -> Bool? {
    if case .bool(let value) = attribute { value } else { nil }
  }
}

extension String: FieldValue {
  public static var expectation: String { "a text" }

  public static var schema: ValueSchema { .text }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> String? {
    guard case .scalar(let text, _) = node.content else { return mismatch(node, &diagnostics) }
    return text
  }

  public func write() -> ConfigNode { ConfigNode(.scalar(self, isQuoted: true)) }

  public var attributeValue: AttributeValue? { .string(self) }

  public static func read(_ attribute: AttributeValue) -> String? {
    if case .string(let value) = attribute { value } else { nil }
  }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  public static var expectation: String { Wrapped.expectation }

  public static var schema: ValueSchema { .either(Wrapped.schema, .null) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Wrapped?? {
    if case .null = node.content { return .some(nil) }
    return Wrapped.read(node, &diagnostics).map { .some($0) }
  }

  public static func read(
    _ node: ConfigNode, under keySpan: SourceSpan?, _ diagnostics: inout Diagnostics
  ) -> Wrapped?? {
    if case .null = node.content { return .some(nil) }
    return Wrapped.read(node, under: keySpan, &diagnostics).map { .some($0) }
  }

  public func write() -> ConfigNode { map { $0.write() } ?? ConfigNode(.null) }

  public var attributeValue: AttributeValue? { flatMap { $0.attributeValue } }

  public static func read(_ attribute: AttributeValue) -> Wrapped?? {
    Wrapped.read(attribute).map { .some($0) }
  }
}

extension Array: FieldValue where Element: FieldValue {
  public static var expectation: String { "a list, each \(Element.expectation)" }

  public static var schema: ValueSchema { .list(Element.schema) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> [Element]? {
    guard case .sequence(let items) = node.content else {
      let isMapping = if case .mapping = node.content { true } else { false }
      return mismatch(node, &diagnostics, help: isMapping ? "put a '-' before each" : nil)
    }
    let read = items.map { Element.read($0, &diagnostics) }
    let whole = read.compactMap { $0 }
    return whole.count == read.count ? whole : nil
  }

  public func write() -> ConfigNode { ConfigNode(.sequence(map { $0.write() })) }

  public var attributeValue: AttributeValue? {
    AttributeValue(list: compactMap(\.attributeValue))
  }

  public static func read(_ attribute: AttributeValue) -> [Element]? {
    guard let list = attribute.list else { return nil }
    let read = list.compactMap { Element.read($0) }
    return read.count == list.count ? read : nil
  }
}

/// A choice among named cases: `enum Padding: String, Choice { case valid, same }`.
public protocol Choice: FieldValue, CaseIterable, RawRepresentable where RawValue == String {}

extension Choice {
  public static var expectation: String {
    let names = allCases.map(\.rawValue)
    return names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))"
  }

  public static var schema: ValueSchema { .words(allCases.map(\.rawValue)) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Self? {
    guard case .scalar(let text, _) = node.content, let value = Self(rawValue: text) else {
      guard case .scalar(let text, _) = node.content else { return mismatch(node, &diagnostics) }
      return mismatch(
        node, &diagnostics,
        help: Spelling.suggestion(for: text, among: allCases.map(\.rawValue)))
    }
    return value
  }

  public func write() -> ConfigNode { .plain(rawValue) }

  public var attributeValue: AttributeValue? { .string(rawValue) }

  public static func read(_ attribute: AttributeValue) -> Self? {
    if case .string(let value) = attribute { Self(rawValue: value) } else { nil }
  }
}

/// Two whole numbers, for height and width; a single one in a file stands for both.
public struct Pair: FieldValue, Hashable, CustomStringConvertible {
  /// The number along the height.
  public var height: Int
  /// The number along the width.
  public var width: Int

  /// The same number for both.
  public init(_ both: Int) { self.init(both, both) }

  /// One number for the height and one for the width.
  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  public var description: String { "(\(height), \(width))" }

  public static var expectation: String { "a whole number or a list of two" }

  public static var schema: ValueSchema { .oneOrList(.integer, count: 2...2) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Pair? {
    if case .sequence(let items) = node.content {
      guard items.count == 2 else { return mismatch(node, &diagnostics) }
      let height = Int.read(items[0], &diagnostics)
      let width = Int.read(items[1], &diagnostics)
      guard let height, let width else { return nil }
      return Pair(height, width)
    }
    var findings = Diagnostics()
    guard let both = Int.read(node, &findings) else {
      return mismatch(node, &diagnostics, help: findings.all.first?.help)
    }
    return Pair(both)
  }

  public func write() -> ConfigNode {
    height == width ? height.write() : [height, width].write()
  }

  public var attributeValue: AttributeValue? { .ints([height, width]) }

  public static func read(_ attribute: AttributeValue) -> Pair? {
    guard let numbers = [Int].read(attribute), numbers.count == 2 else { return nil }
    return Pair(numbers[0], numbers[1])
  }
}

extension Limits where Value == Pair {
  /// Both numbers `minimum` or more.
  public static func atLeast(_ minimum: Int) -> Limits {
    Limits("at least \(minimum)", bounds: ValueBounds(minimum: Double(minimum))) {
      $0.height >= minimum && $0.width >= minimum
    }
  }
}
