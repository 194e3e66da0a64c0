import TFXCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One output of a node (`index`), or the node as something to wait for (nil).
struct NodeReference: Hashable {
  var name: String
  var index: Int?

  init(name: String, index: Int?) {
    self.name = name
    self.index = index
  }

  /// A reference as a graph writes it: `a`, `a:1` or `^a`.
  init?(_ text: String) {
    if text.hasPrefix("^") {
      self.init(name: String(text.dropFirst()), index: nil)
      return
    }
    guard let colon = text.lastIndex(of: ":") else {
      self.init(name: text, index: 0)
      return
    }
    guard let index = Int(text[text.index(after: colon)...]), index >= 0 else { return nil }
    self.init(name: String(text[..<colon]), index: index)
  }
}

extension NodeReference: CustomStringConvertible {
  /// As a graph writes it.
  var description: String { index.map { "\(name):\($0)" } ?? "^" + name }
}

/// A node with its references resolved.
struct FlatNode {
  var name: String
  var op: String
  var attributes: [String: ProtoAttrValue]
  var inputs: [NodeReference]
  var controls: [String]
  /// In how many calls of functions it stands.
  var depth: Int
  /// The device that it asks for; empty for any.
  var device = ""
  /// What its name begins with where it stands in a branch or a loop, whose region has a name itself.
  var scope = ""

  /// The name of the variable that it is the handle of; several handles may share one.
  var variableName: String {
    let shared = text("shared_name")
    return container + (shared.isEmpty ? name : shared)
  }

  /// What the names of things begin with that are kept apart from others; empty for most.
  private var container: String {
    let container = text("container")
    return container.isEmpty ? "" : FlatNode.prefix(ofContainer: container)
  }

  /// What the names of things in a container begin with.
  static func prefix(ofContainer name: String) -> String { "\(name)::" }

  /// An attribute that is a text; empty if it is not there.
  func text(_ attribute: String) -> String {
    String(decoding: attributes[attribute]?.s ?? Data(), as: UTF8.self)
  }
}

/// The nodes of a graph by name, in which calls of functions are replaced by the functions' nodes
/// when somebody asks for them.
struct NodeTable {
  let source: String
  private var nodes: [String: FlatNode] = [:]
  private var functions: [String: ProtoFunctionDef] = [:]
  /// What stands for the outputs of a call, and what is to be waited for.
  private var calls: [String: (outputs: [NodeReference], controls: [String])] = [:]

  private var expansions = 0

  /// Functions in functions; more is a circle.
  private static let depthLimit = 50
  private static let callLimit = 10_000

  init(_ graph: ProtoGraphDef, source: String) throws(SavedModelError) {
    self.source = source
    try add(graph)
  }

  /// A table without nodes.
  init(source: String) { self.source = source }

  /// Adds the nodes and functions of a graph, all or, if it throws, perhaps some.
  mutating func add(_ graph: ProtoGraphDef) throws(SavedModelError) {
    for function in graph.library.function { functions[function.signature.name] = function }
    for node in graph.node {
      var flat = FlatNode(
        name: node.name, op: node.op, attributes: node.attr, inputs: [], controls: [], depth: 0,
        device: node.device)
      for text in node.input {
        guard let reference = NodeReference(text) else {
          throw malformed("node '\(node.name)' has the input '\(text)'")
        }
        if reference.index == nil {
          flat.controls.append(reference.name)
        } else {
          flat.inputs.append(reference)
        }
      }
      if nodes.updateValue(flat, forKey: node.name) != nil {
        throw malformed("two nodes are named '\(node.name)'")
      }
    }
  }

  func malformed(_ reason: String) -> SavedModelError { .malformed(file: source, reason: reason) }

  /// The node of a name, which is no call.
  subscript(name: String) -> FlatNode? { nodes[name] }

  /// What a reference means when calls are replaced: one output, or nodes to wait for.
  mutating func resolve(_ reference: NodeReference) throws(SavedModelError) -> [NodeReference] {
    var open = [reference]
    var resolved: [NodeReference] = []
    var steps = 0
    while let next = open.popLast() {
      steps += 1
      if steps > NodeTable.callLimit { throw malformed("its functions call too many others") }
      guard let node = nodes[next.name] else {
        throw malformed("there is no node '\(next.name)'")
      }
      guard node.op == "PartitionedCall" || node.op == "StatefulPartitionedCall" else {
        resolved.append(next)
        continue
      }
      if calls[node.name] == nil { try expand(node) }
      let call = calls[node.name]!
      guard let index = next.index else {
        open += call.controls.map { NodeReference(name: $0, index: nil) }
        continue
      }
      guard call.outputs.indices.contains(index) else {
        throw malformed("'\(node.name)' has \(call.outputs.count) outputs, not output \(index)")
      }
      open.append(call.outputs[index])
    }
    return resolved
  }

  /// Adds the nodes of the function that a node calls, with the node's name before theirs.
  private mutating func expand(_ call: FlatNode) throws(SavedModelError) {
    let (outputs, controls, _) = try expand(
      call, "f", prefix: call.name + "/", scope: call.scope, inputs: call.inputs)
    calls[call.name] = (outputs, controls)
  }

  /// Adds a name for something that is there already, such as the value of a loop variable.
  mutating func define(_ name: String, depth: Int) {
    nodes[name] = FlatNode(
      name: name, op: "_Arg", attributes: [:], inputs: [], controls: [], depth: depth)
  }

  /// Adds the nodes of the function that an attribute names.
  ///
  /// - Parameters:
  ///   - prefix: Put before their names.
  ///   - scope: What their names begin with that the graph need not say.
  ///   - given: The function's arguments.
  /// - Returns: The function's outputs, the nodes that it waits for in the end, and those that change
  ///   something.
  mutating func expand(
    _ call: FlatNode, _ attribute: String, prefix: String, scope: String,
    inputs given: [NodeReference]
  ) throws(SavedModelError) -> (
    outputs: [NodeReference], controls: [String], effects: [String]
  ) {
    guard let name = call.attributes[attribute]?.func.name, let function = functions[name] else {
      throw malformed("'\(call.name)' calls a function that is not there")
    }
    expansions += 1
    if call.depth >= NodeTable.depthLimit || expansions >= NodeTable.callLimit {
      throw malformed("its functions call each other without end, or too often")
    }
    let arguments = function.signature.inputArg.map(\.name)
    if arguments.count != given.count {
      throw malformed(
        "'\(call.name)' gives \(given.count) inputs to '\(name)', which takes "
          + "\(arguments.count)")
    }
    let inputs = Dictionary(zip(arguments, given), uniquingKeysWith: { first, _ in first })
    let ops = Dictionary(
      function.nodeDef.map { ($0.name, $0.op) }, uniquingKeysWith: { first, _ in first })
    // Within a function: `argument`, or `node:output:index`.
    func reference(_ text: String) throws(SavedModelError) -> NodeReference {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      if parts.count == 1, let input = inputs[text] { return input }
      guard parts.count == 3, let index = Int(parts[2]), index >= 0 else {
        throw malformed("function '\(name)' has the reference '\(text)'")
      }
      // What is not known here has one output, or is refused later.
      let place = ops[parts[0]].flatMap { Signature.all[$0]?.output(parts[1], index) }
      return NodeReference(name: prefix + parts[0], index: place ?? index)
    }
    var effects: [String] = []
    for node in function.nodeDef {
      var flat = FlatNode(
        name: prefix + node.name, op: node.op, attributes: node.attr, inputs: [], controls: [],
        depth: call.depth + 1, scope: scope)
      for text in node.input {
        if text.hasPrefix("^") {
          // To wait for an argument is to wait for what gives it, which its users do anyway.
          let waited = String(text.dropFirst())
          if inputs[waited] == nil { flat.controls.append(prefix + waited) }
        } else {
          flat.inputs.append(try reference(text))
        }
      }
      flat.controls += call.controls
      nodes[flat.name] = flat
      if NodeTable.changers.contains(where: { node.op.hasPrefix($0) }) { effects.append(flat.name) }
    }
    var outputs: [NodeReference] = []
    for output in function.signature.outputArg {
      guard let text = function.ret[output.name] else {
        throw malformed("function '\(name)' does not say what its output '\(output.name)' is")
      }
      outputs.append(try reference(text))
    }
    return (outputs, function.controlRet.values.sorted().map { prefix + $0 }, effects)
  }

  /// Some nodes as a graph by themselves, which ask for no device.
  func graphDef(of nodes: [FlatNode]) -> ProtoGraphDef {
    var graph = ProtoGraphDef()
    for node in nodes {
      var proto = ProtoNodeDef()
      proto.name = node.name
      proto.op = node.op
      proto.attr = node.attributes
      proto.input = node.inputs.map(\.description) + node.controls.map { "^" + $0 }
      graph.node.append(proto)
    }
    for name in functions.keys.sorted() { graph.library.function.append(functions[name]!) }
    return graph
  }

  /// All nodes.
  var all: Dictionary<String, FlatNode>.Values { nodes.values }

  /// The shape of the variable that output `index` of a node is assigned to, itself or handed on.
  func assignedShape(of name: String, _ index: Int) -> Shape? {
    var open = [NodeReference(name: name, index: index)]
    var seen: Set<NodeReference> = []
    while let next = open.popLast() {
      guard seen.insert(next).inserted else { continue }
      for node in nodes.values where node.inputs.contains(next) {
        if node.op == "Identity" { open.append(NodeReference(name: node.name, index: 0)) }
        guard ["Assign", "AssignVariableOp"].contains(node.op), node.inputs.count == 2,
          node.inputs[1] == next, let variable = nodes[node.inputs[0].name]
        else { continue }
        return variable.attributes["shape"]?.shape.shape
      }
    }
    return nil
  }

  /// How the names of operations begin that change something.
  private static let changers = [
    "Assert", "Assign", "QueueClose", "QueueEnqueue", "ResourceAccumulatorApply", "ResourceScatter",
  ]
}
