package import TFXCore

/// What an operation is in TensorFlow's files. Most are a node of their own type, whose attributes,
/// and inputs that must be constant, have the names of the operation's fields; those say nothing.
public struct NodeForm: Sendable {
  /// The types of the nodes that it is read from; it is written as the first. Its own if empty.
  package let types: [String]
  /// The names of fields by those of TensorFlow's inputs and attributes, where they differ.
  package let fields: [String: String]
  /// Attributes of tfx's that say nothing to TensorFlow.
  package let ignored: Set<String>
  /// Attributes of TensorFlow's that a node has at this value, or not at all, to be read.
  package let expected: [String: AttributeValue]
  /// How many inputs a node takes, where further ones are tfx's own.
  package let inputCount: Int?
  /// Why it is not written; nil if it is.
  package let refusal: String?

  package init(
    _ types: String..., fields: [String: String] = [:], ignoring ignored: Set<String> = [],
    expecting expected: [String: AttributeValue] = [:], inputs inputCount: Int? = nil,
    refusal: String? = nil
  ) {
    self.types = types
    self.fields = fields
    self.ignored = ignored
    self.expected = expected
    self.inputCount = inputCount
    self.refusal = refusal
  }

  /// An operation that is neither written nor read.
  package static func refused(_ reason: String) -> NodeForm { NodeForm(refusal: reason) }
}

/// Sets the fields of an operation from attributes.
package struct AttributeReader: FieldVisitor {
  private let attributes: [String: AttributeValue]
  private var refusal: ShapeError?

  /// The operation of a type whose fields have the given values, by name; others have their
  /// defaults.
  ///
  /// - Throws: For a field that must be given and is not, and for a value that it cannot have.
  package static func read<Op: OpDefinition>(
    _ type: Op.Type, _ attributes: [String: AttributeValue]
  ) throws(ShapeError) -> Op {
    var op = Op()
    var reader = AttributeReader(attributes: attributes)
    op.fields(&reader)
    if let refusal = reader.refusal { throw refusal }
    return op
  }

  package mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
    guard let attribute = attributes[field.name] else {
      if field.isRequired { refuse(field.name, Value.expectation, "nothing") }
      return
    }
    guard let read = Value.read(attribute) else {
      return refuse(field.name, Value.expectation, "\(attribute)")
    }
    if let limits = field.limits, !limits.contains(read) {
      return refuse(field.name, limits.description, "\(attribute)")
    }
    value = read
  }

  private mutating func refuse(_ name: String, _ expected: String, _ found: String) {
    if refusal == nil { refusal = ShapeError(name, expected: expected, found: found) }
  }
}

/// Notes the names of an operation's fields.
package struct FieldNames: FieldVisitor {
  package private(set) var all: Set<String> = []
  /// Those that have no value unless one is given.
  package private(set) var open: Set<String> = []

  package init(of op: some OpDefinition) {
    var op = op
    op.fields(&self)
  }

  package mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
    all.insert(field.name)
    if !field.isRequired, value.attributeValue == nil { open.insert(field.name) }
  }
}
