package import TFXCore
package import TFXGraph
import TFXOps

/// An operation of a graph's file: its name, its type, its inputs and its attributes.
package struct NodeConfig: FieldValue {
  /// Its own name; that of its type if left out.
  package var name: String
  package var nameSpan: SourceSpan?
  package var inputs: [NodeInput]
  package var inputsSpan: SourceSpan?
  package var device: String
  package var deviceSpan: SourceSpan?
  /// With the attributes that the file gives.
  package var definition: any OpDefinition
  package var opSpan: SourceSpan?
  /// Where each attribute's value stands.
  package var attributeSpans: [String: SourceSpan]

  package static let expectation =
    "an operation as {name: …, op: …, inputs: […]}, with its attributes"

  /// The keys that every node has.
  private struct Header: Section {
    static let owner = "the node"

    var name: String?
    var op = ""
    var inputs = InputList()
    var device = ""

    mutating func fields(_ f: inout some FieldVisitor) {
      f.required("op", &op, "TensorFlow's name of the operation, such as MatMul")
      f.optional("name", &name, "its own name; that of its type if left out")
      f.optional("inputs", &inputs, "names of nodes, numbers, or lists of numbers")
      f.optional("device", &device, "where it runs, such as /cpu:1")
    }
  }

  private static let headerKeys = ["op", "name", "inputs", "device"]

  package static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NodeConfig? {
    guard case .mapping(let entries) = node.content else { return mismatch(node, &diagnostics) }
    guard let (type, opNode) = operation(entries, node, &diagnostics) else { return nil }
    let known = attributeNames(type)
    var header: [ConfigNode.Entry] = []
    var attributes: [ConfigNode.Entry] = []
    for entry in entries {
      let isNear =
        !known.contains(entry.key)
        && Spelling.nearest(to: entry.key, among: known) == nil
        && Spelling.nearest(to: entry.key, among: headerKeys).map { near in
          !entries.contains { $0.key == near }
        } ?? false
      if headerKeys.contains(entry.key) || isNear {
        header.append(entry)
      } else {
        attributes.append(entry)
      }
    }
    let read = FieldReader.read(
      Header.self, from: ConfigNode(.mapping(header), span: node.span), owner: "the node",
      at: node.span, &diagnostics)
    let definition = definition(
      type, from: ConfigNode(.mapping(attributes), span: opNode.span), at: opNode.span,
      &diagnostics)
    guard let read, let definition else { return nil }
    func span(_ key: String) -> SourceSpan? {
      entries.first { $0.key == key }.flatMap { $0.value.span ?? $0.keySpan }
    }
    let name = read.name ?? read.op
    guard NodeName.check(name, at: span("name") ?? opNode.span, &diagnostics) else { return nil }
    let spans = attributes.compactMap { entry in
      (entry.value.span ?? entry.keySpan).map { (entry.key, $0) }
    }
    return NodeConfig(
      name: name, nameSpan: span("name") ?? opNode.span, inputs: read.inputs.all,
      inputsSpan: span("inputs"), device: read.device, deviceSpan: span("device"),
      definition: definition, opSpan: opNode.span,
      attributeSpans: Dictionary(spans, uniquingKeysWith: { first, _ in first }))
  }

  package func write() -> ConfigNode {
    var entries = [
      ConfigNode.Entry("name", .plain(name)),
      ConfigNode.Entry("op", .plain(Swift.type(of: definition).type)),
    ]
    entries += definition.attributeEntries
    return ConfigNode(.mapping(entries))
  }

  /// The type that a node names.
  private static func operation(
    _ entries: [ConfigNode.Entry], _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> (any OpDefinition.Type, ConfigNode)? {
    guard let entry = entries.first(where: { $0.key == "op" }) else {
      let near = entries.first { Spelling.nearest(to: $0.key, among: ["op"]) != nil }
      diagnostics.error(
        at: near?.keySpan ?? node.span, "the node needs 'op'",
        help: "'op' is TensorFlow's name of the operation, such as MatMul")
      return nil
    }
    guard case .scalar(let name, _) = entry.value.content else {
      diagnostics.error(
        at: entry.value.span ?? entry.keySpan,
        "expected the name of an operation, found \(entry.value.found)")
      return nil
    }
    if let type = OpNames.all[name] { return (type, entry.value) }
    diagnostics.error(
      at: entry.value.span, OpNames.refusal(of: name), help: OpNames.help(for: name))
    return nil
  }

  private static func definition<Definition: OpDefinition>(
    _ type: Definition.Type, from node: ConfigNode, at span: SourceSpan?,
    _ diagnostics: inout Diagnostics
  ) -> (any OpDefinition)? {
    FieldReader.read(type, from: node, owner: type.type, at: span, &diagnostics)
  }

  private static func attributeNames<Definition: OpDefinition>(_ type: Definition.Type) -> [String]
  {
    Definition().attributeEntries.map(\.key)
  }
}

/// An input of an operation, or an operation that it waits for.
package struct NodeInput: Sendable {
  package enum Kind: Sendable {
    /// An output of a node.
    case output(name: String, index: Int)
    /// A node that must have run before.
    case control(name: String)
    /// A value that stands there itself.
    case value(ConfigNode)
  }

  package var kind: Kind
  package var span: SourceSpan?

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NodeInput? {
    switch node.content {
    case .sequence: return NodeInput(kind: .value(node), span: node.span)
    case .scalar(let text, isQuoted: false) where ElementText.isValue(text):
      return NodeInput(kind: .value(node), span: node.span)
    case .scalar(let text, _):
      if text.hasPrefix("^") {
        return NodeInput(kind: .control(name: String(text.dropFirst())), span: node.span)
      }
      guard let (name, index) = reference(text) else { break }
      return NodeInput(kind: .output(name: name, index: index), span: node.span)
    case .null, .mapping: break
    }
    diagnostics.error(
      at: node.span, "expected an input, found \(node.found)",
      help: "a node's name, name:1 for its second output, ^name to wait for it, or a number")
    return nil
  }

  /// `split:1` in its parts.
  static func reference(_ text: String) -> (name: String, index: Int)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 1 { return (text, 0) }
    guard parts.count == 2, let index = Int(parts[1]), index >= 0 else { return nil }
    return (String(parts[0]), index)
  }
}

/// The inputs of a node; a single one may stand without brackets.
private struct InputList: FieldValue {
  var all: [NodeInput] = []

  static let expectation = "a list of inputs"

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> InputList? {
    var items = [node]
    switch node.content {
    case .null: return InputList()
    case .sequence(let found): items = found
    case .scalar, .mapping: break
    }
    let all = items.compactMap { NodeInput.read($0, &diagnostics) }
    return all.count == items.count ? InputList(all: all) : nil
  }

  func write() -> ConfigNode { ConfigNode(.null) }
}

extension OpDefinition {
  /// The attributes as a file has them.
  fileprivate var attributeEntries: [ConfigNode.Entry] {
    guard case .mapping(let entries) = FieldWriter.write(self).content else { return [] }
    return entries
  }
}
