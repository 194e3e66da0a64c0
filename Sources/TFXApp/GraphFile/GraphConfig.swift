package import TFXCore
package import TFXModel

/// The content of a graph's file: placeholders, constants, variables, operations, and the names of
/// wanted results.
package struct GraphConfig: Configurable {
  package var seed: UInt64 = 0
  package var placeholders = NamedEntries<PlaceholderConfig>()
  package var constants = NamedEntries<ConstantConfig>()
  package var variables = NamedEntries<VariableConfig>()
  package var nodes: [NodeConfig] = []
  package var fetch = NameList()

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("seed", &seed, "seed of random numbers")
    f.optional("placeholders", &placeholders, "tensors that are fed, by name")
    f.optional("constants", &constants, "tensors that never change, by name")
    f.optional("variables", &variables, "tensors that operations may change, by name")
    f.optional("nodes", &nodes, "operations, in any order")
    f.optional("fetch", &fetch, "names of what is wanted; the last node if left out")
  }
}

/// A tensor that is fed.
package struct PlaceholderConfig: Section {
  package static let owner = "the placeholder"

  package var dtype = DType.float32
  package var shape: Shape?

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("dtype", &dtype, "element type")
    f.optional("shape", &shape, "null for an extent that may differ; what is fed if left out")
  }
}

/// A tensor that never changes: its value, or a mapping with it.
package struct ConstantConfig: FieldValue {
  package var fields = ValueFields()

  package static let expectation = "a number, a text, a list of them, or {value: …, dtype: …}"

  package static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> ConstantConfig? {
    if case .mapping = node.content {
      return ValueFields.read(node, &diagnostics).map { ConstantConfig(fields: $0) }
    }
    var constant = ConstantConfig()
    constant.fields.value = RawValue(node: node)
    return constant
  }

  package func write() -> ConfigNode { fields.write() }
}

/// A value with its type, in the file or in another one.
package struct ValueFields: Section {
  package static let owner = "the constant"

  package var value: RawValue?
  package var file: String?
  package var dtype: DType?

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("value", &value, "a number, a text, or lists of them")
    f.optional("file", &file, "a .npy, .json, .csv or .png file that has it instead")
    f.optional("dtype", &dtype, "element type; from the value if left out")
  }

  package func problems() -> [FieldProblem] {
    (value == nil) == (file == nil)
      ? [FieldProblem("file", "a constant needs a value or a file, one of them")] : []
  }
}

/// A tensor that operations may change.
package struct VariableConfig: Section {
  package static let owner = "the variable"

  package var dtype: DType?
  package var shape: Shape?
  package var initializer: InitializerField?
  package var value: RawValue?
  package var file: String?

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("shape", &shape, "the shape, which an initializer needs")
    f.optional("dtype", &dtype, "element type; float32, or from the value, if left out")
    f.optional("initializer", &initializer, "an initializer of Keras's; glorot_uniform if nothing")
    f.optional("value", &value, "the first value instead of an initializer")
    f.optional("file", &file, "a .npy, .json or .csv file with the first value")
  }

  package func problems() -> [FieldProblem] {
    let all = [
      ("initializer", initializer != nil), ("value", value != nil), ("file", file != nil),
    ].filter { $0.1 }.map { $0.0 }
    if all.count > 1 {
      return [FieldProblem(all[1], "a variable's first value is given twice, by \(all[0]) too")]
    }
    if all.first == nil || all.first == "initializer" {
      guard let shape else {
        return [
          FieldProblem(nil, "a variable needs its shape, or a value", help: "add shape: [3, 4]")
        ]
      }
      if !shape.isFullyKnown {
        return [FieldProblem("shape", "a variable's extents must all be known, found \(shape)")]
      }
    }
    return []
  }
}

/// A value that is read when its type is known.
package struct RawValue: FieldValue {
  package var node: ConfigNode

  package static let expectation = "a number, a text, or lists of them"

  package static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> RawValue? {
    if case .mapping = node.content { return mismatch(node, &diagnostics) }
    return RawValue(node: node)
  }

  package func write() -> ConfigNode { node }
}

/// Values under names of the user's choice, in their order.
package struct NamedEntries<Value: FieldValue>: FieldValue {
  package struct Entry: Sendable {
    package var name: String
    package var span: SourceSpan?
    package var value: Value
  }

  package var all: [Entry] = []

  package static var expectation: String { "names with what they stand for, as 'name: …'" }

  package static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Self? {
    guard case .mapping(let entries) = node.content else {
      if case .null = node.content { return Self() }
      return mismatch(node, &diagnostics)
    }
    var all: [Entry] = []
    for entry in entries {
      let isName = NodeName.check(entry.key, at: entry.keySpan, &diagnostics)
      let value = Value.read(entry.value.orAt(entry.keySpan), under: entry.keySpan, &diagnostics)
      if isName, let value { all.append(Entry(name: entry.key, span: entry.keySpan, value: value)) }
    }
    return all.count == entries.count ? Self(all: all) : nil
  }

  package func write() -> ConfigNode {
    ConfigNode(.mapping(all.map { ConfigNode.Entry($0.name, $0.value.write()) }))
  }
}

/// Names with their places; a single one may stand without brackets.
package struct NameList: FieldValue {
  package var all: [(name: String, span: SourceSpan?)] = []

  package static let expectation = "a list of names"

  package static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NameList? {
    var items = [node]
    if case .sequence(let found) = node.content { items = found }
    var list = NameList()
    for item in items {
      guard case .scalar(let name, _) = item.content else { return mismatch(item, &diagnostics) }
      list.all.append((name, item.span))
    }
    return list
  }

  package func write() -> ConfigNode {
    ConfigNode(.sequence(all.map { .plain($0.name) }))
  }
}

/// Names of a graph's parts: TensorFlow's, but none that could be a value.
enum NodeName {
  /// Reports a name that cannot be one.
  static func check(
    _ name: String, at span: SourceSpan?, _ diagnostics: inout Diagnostics
  ) -> Bool {
    let isFine =
      name.first.map { $0.isASCII && $0.isLetter || $0 == "." } ?? false
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_./\\-".contains($0)) }
    if !isFine {
      diagnostics.error(
        at: span, "'\(name)' is no name for a part of a graph",
        help: "a letter, then letters, digits, '_', '.', '/' or '-'")
      return false
    }
    if ElementText.isValue(name) {
      diagnostics.error(
        at: span, "'\(name)' cannot be a name, as it is a value", help: "take another name")
      return false
    }
    return true
  }
}
