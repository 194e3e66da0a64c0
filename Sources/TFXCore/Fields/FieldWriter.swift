/// Writes every field of a ``Configurable``, defaults included, as a mapping.
package struct FieldWriter: FieldVisitor {
  private var entries: [ConfigNode.Entry] = []

  private init() {}

  /// The fields of `value` as a mapping in their order.
  package static func write(_ value: some Configurable) -> ConfigNode {
    var value = value
    var writer = FieldWriter()
    value.fields(&writer)
    return ConfigNode(.mapping(writer.entries))
  }

  package mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
    entries.append(ConfigNode.Entry(field.name, value.write()))
  }
}
