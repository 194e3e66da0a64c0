public import TFXCore

/// A named constant of an operation.
public struct Attribute: Hashable, Sendable {
  /// The name, as TensorFlow has it: `transpose_a`.
  public let name: String
  /// The value.
  public let value: AttributeValue

  /// An attribute of the given name and value.
  public init(_ name: String, _ value: AttributeValue) {
    self.name = name
    self.value = value
  }

  /// The same of a field's value, which must be one that attributes can have.
  package init(_ name: String, _ value: some FieldValue) {
    guard let value = value.attributeValue else {
      preconditionFailure("'\(name)' of \(value) is no attribute")
    }
    self.init(name, value)
  }
}

/// Collects the attributes of an operation from its fields.
struct AttributeCollector: FieldVisitor {
  private(set) var attributes: [Attribute] = []

  mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
    if let value = value.attributeValue { attributes.append(Attribute(field.name, value)) }
  }

  mutating func show(_ name: String, _ value: AttributeValue) {
    attributes.append(Attribute(name, value))
  }
}
