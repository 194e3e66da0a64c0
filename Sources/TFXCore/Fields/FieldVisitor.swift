/// A type that a configuration describes: its fields are named once, and that one description
/// reads it from a file, writes it back and documents it.
public protocol Configurable: Sendable {
  /// Every field at its default.
  init()

  /// Visits each field, in the order in which a file lists them.
  mutating func fields(_ f: inout some FieldVisitor)

  /// What is wrong with the fields taken together, each with the field to point at.
  func problems() -> [FieldProblem]
}

extension Configurable {
  public func problems() -> [FieldProblem] { [] }
}

/// A mistake in a combination of fields that are each right by themselves.
public struct FieldProblem: Sendable {
  /// The field to point at; nil for the whole.
  public var field: String?
  /// The item of the field's list, or the key of its mapping, to point at; nil for all of it.
  public var item: String?
  /// What is wrong: expected, found.
  public var message: String
  /// The fix.
  public var help: String?

  /// A mistake to be shown at `field`, or at an item of it.
  public init(_ field: String?, item: String? = nil, _ message: String, help: String? = nil) {
    self.field = field
    self.item = item
    self.message = message
    self.help = help
  }
}

/// What a ``Configurable`` says of one field.
public struct Field<Value: FieldValue>: Sendable {
  /// The key in the file.
  public let name: String
  /// Whether the file must give it.
  public let isRequired: Bool
  /// The values it may take, if not all of its type.
  public let limits: Limits<Value>?
  /// One line for the reference page.
  public let documentation: String
}

/// Something that goes through the fields of a ``Configurable``: to read, write or document them.
public protocol FieldVisitor {
  /// Goes to one field; `value` is its default when reading, its value when writing.
  mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value)

  /// Goes to an attribute of an operation that no file gives, such as the stream of its random
  /// numbers: it is only shown.
  mutating func show(_ name: String, _ value: AttributeValue)
}

extension FieldVisitor {
  public mutating func show(_ name: String, _ value: AttributeValue) {}

  /// A field that the file must give.
  public mutating func required<Value: FieldValue>(
    _ name: String, _ value: inout Value, in limits: Limits<Value>? = nil, _ documentation: String
  ) {
    visit(
      Field(name: name, isRequired: true, limits: limits, documentation: documentation), &value)
  }

  /// A field whose value before the visit is its default.
  public mutating func optional<Value: FieldValue>(
    _ name: String, _ value: inout Value, in limits: Limits<Value>? = nil, _ documentation: String
  ) {
    visit(
      Field(name: name, isRequired: false, limits: limits, documentation: documentation), &value)
  }
}

/// A type that a field can have.
public protocol FieldValue: Sendable {
  /// What a file should have here, for messages: `a whole number`.
  static var expectation: String { get }

  /// What a file may have here, for editors: anything unless a type says more.
  static var schema: ValueSchema { get }

  /// The value written at `node`; nil after reporting why there is none.
  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Self?

  /// The same for a value that stands under a key, for types that point at that key when
  /// something is missing. Others need not implement it.
  static func read(
    _ node: ConfigNode, under keySpan: SourceSpan?, _ diagnostics: inout Diagnostics
  ) -> Self?

  /// The value as it is written to a file, such that reading it gives the value back.
  func write() -> ConfigNode

  /// The value as an attribute of an operation; nil if the operation then has no such attribute.
  var attributeValue: AttributeValue? { get }

  /// The value that an attribute stands for; nil if it stands for none.
  static func read(_ attribute: AttributeValue) -> Self?
}

extension FieldValue {
  public static var schema: ValueSchema { .any }

  public var attributeValue: AttributeValue? { nil }

  public static func read(_ attribute: AttributeValue) -> Self? { nil }

  public static func read(
    _ node: ConfigNode, under keySpan: SourceSpan?, _ diagnostics: inout Diagnostics
  ) -> Self? {
    read(node, &diagnostics)
  }

  /// Reports that `node` is not what this type expects.
  public static func mismatch(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics, help: String? = nil
  ) -> Self? {
    diagnostics.error(at: node.span, "expected \(expectation), found \(node.found)", help: help)
    return nil
  }
}
