/// What a reference says of one field.
package struct FieldReference: Sendable {
  /// The key in the file.
  package let name: String
  /// Whether the file must give it.
  package let isRequired: Bool
  /// What a file should have here: `a whole number`.
  package let expectation: String
  /// The values that it may take, in words that follow "must be", if not all of its type.
  package let limits: String?
  /// What it is if the file does not give it.
  package let defaultValue: ConfigNode
  /// One line about it.
  package let documentation: String
  private let makeSchema: @Sendable () -> ValueSchema

  /// The values that a file may have here, as far as a schema can say it.
  package var schema: ValueSchema { makeSchema() }

  /// The fields of a type, in the order in which a file lists them.
  package static func fields(of type: (some Configurable).Type) -> [FieldReference] {
    var collector = Collector()
    var value = type.init()
    value.fields(&collector)
    return collector.fields
  }

  private struct Collector: FieldVisitor {
    var fields: [FieldReference] = []

    mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
      let bounds = field.limits?.bounds ?? ValueBounds()
      fields.append(
        FieldReference(
          name: field.name, isRequired: field.isRequired, expectation: Value.expectation,
          limits: field.limits?.description, defaultValue: value.write(),
          documentation: field.documentation,
          makeSchema: { Value.schema.limited(by: bounds) }))
    }
  }
}
