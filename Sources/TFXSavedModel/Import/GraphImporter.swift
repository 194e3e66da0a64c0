import TFXCore
import TFXGraph
import TFXOps

/// Turns TensorFlow's nodes into operations, those that are asked for with what they need.
final class GraphImporter {
  let graph = Graph()
  private var table: NodeTable
  private var imported: [String: Imported] = [:]
  /// Operations that change something, and those that wait for one: what must be waited for.
  private var effects: Set<Operation> = []

  /// What has become of a node.
  struct Imported {
    var outputs: [Output] = []
    /// To be waited for.
    var operation: Operation?
    /// Whole numbers that are known in part, such as a shape's.
    var extents: Extents?
    var variable: Variable?
    var queue: Queue?
    var accumulator: ConditionalAccumulator?

    /// Whether it stands for something in the session, not for a value.
    var isHandle: Bool { variable != nil || queue != nil || accumulator != nil }
  }

  init(_ proto: ProtoGraphDef, source: String) throws(SavedModelError) {
    table = try NodeTable(proto, source: source)
  }

  func malformed(_ reason: String) -> SavedModelError { table.malformed(reason) }

  /// Adds a node, and everything that it needs, unless that is done.
  func require(_ reference: NodeReference) throws(SavedModelError) {
    // No recursion: a chain of nodes may be longer than the stack is deep.
    var open = try table.resolve(reference).map(\.name)
    var begun: Set<String> = []
    while let name = open.last {
      if imported[name] != nil {
        open.removeLast()
        continue
      }
      guard let node = table[name] else { throw malformed("there is no node '\(name)'") }
      var missing: [String] = []
      for input in try resolvedInputs(of: node) + controls(of: node)
      where imported[input.name] == nil {
        missing.append(input.name)
      }
      if missing.isEmpty {
        imported[name] = try build(node)
        open.removeLast()
      } else if begun.insert(name).inserted {
        open += missing.reversed()
      } else {
        throw malformed("node '\(name)' needs itself")
      }
    }
  }

  /// What has become of something that was required.
  func result(_ reference: NodeReference) throws(SavedModelError) -> (Imported, index: Int?) {
    let resolved = try table.resolve(reference)
    guard let first = resolved.first, let node = imported[first.name] else {
      throw malformed("'\(reference.name)' leads to nothing")
    }
    return (node, first.index)
  }

  /// An output by its name, such as `dense/MatMul:0`.
  func output(named name: String) throws(SavedModelError) -> Output {
    guard let reference = NodeReference(name), reference.index != nil else {
      throw malformed("'\(name)' is no output's name")
    }
    try require(reference)
    let (node, index) = try result(reference)
    guard let index, node.outputs.indices.contains(index) else {
      throw malformed("there is no output '\(name)'")
    }
    return node.outputs[index]
  }

  /// The assignments that a restoring operation waits for: variables with their names in the file.
  func restored(by name: String) throws(SavedModelError) -> [(name: String, variable: Variable)] {
    var open = try table.resolve(NodeReference(name: name, index: nil))
    // It may be the output of a call, whose nodes wait for the assignments.
    open += (try? table.resolve(NodeReference(name: name, index: 0))) ?? []
    var seen: Set<String> = []
    var pairs: [(String, Variable)] = []
    while let next = open.popLast() {
      guard seen.insert(next.name).inserted, let node = table[next.name] else { continue }
      let inputs = try resolvedInputs(of: node)
      if node.op == "AssignVariableOp" || node.op == "Assign", inputs.count == 2 {
        if let variable = variable(inputs[0]), let tensor = try restoredTensor(inputs[1]) {
          pairs.append((tensor, variable))
        }
        continue
      }
      open += inputs + (try controls(of: node))
    }
    return pairs
  }

  /// The variable of a handle, if something needs it.
  private func variable(_ handle: NodeReference) -> Variable? {
    table[handle.name].flatMap { graph.variable(named: $0.variableName) }
  }

  /// Adds the function that an attribute of a node names.
  ///
  /// - Parameters:
  ///   - arguments: What the function is given.
  ///   - places: Which of its outputs are wanted; all if nil.
  /// - Returns: The outputs.
  func call(
    _ node: FlatNode, _ attribute: String, _ arguments: [NodeReference], places: [Int]? = nil
  ) throws(SavedModelError) -> [Output] {
    let prefix = "\(node.name)/\(attribute)/"
    let function = try table.expand(
      node, attribute, prefix: prefix, scope: prefix, inputs: arguments)
    for name in function.controls + function.effects {
      try require(NodeReference(name: name, index: nil))
    }
    var outputs: [Output] = []
    for place in places ?? Array(function.outputs.indices) {
      guard function.outputs.indices.contains(place) else {
        throw malformed("'\(attribute)' of '\(node.name)' has no output \(place)")
      }
      try require(function.outputs[place])
      let (result, index) = try result(function.outputs[place])
      guard let index, result.outputs.indices.contains(index) else {
        throw malformed("output \(place) of '\(attribute)' of '\(node.name)' is no tensor")
      }
      outputs.append(result.outputs[index])
    }
    return outputs
  }

  /// Gives an output a name that nodes can refer to.
  func define(_ output: Output, as name: String, depth: Int) -> NodeReference {
    table.define(name, depth: depth)
    imported[name] = Imported(outputs: [output])
    return NodeReference(name: name, index: 0)
  }

  /// The name of the tensor in the file that an output is, if it is one.
  private func restoredTensor(_ reference: NodeReference) throws(SavedModelError) -> String? {
    var reference = reference
    for _ in 0..<100 {
      guard let node = table[reference.name] else { return nil }
      let inputs = try resolvedInputs(of: node)
      if node.op == "RestoreV2", inputs.count == 3, let index = reference.index,
        let names = table[inputs[1].name]?.attributes["value"]?.tensor.tensor,
        names.dtype == .string, index < names.elementCount
      {
        return names.strings()[index]
      }
      guard node.op == "Identity", inputs.count == 1 else { return nil }
      reference = inputs[0]
    }
    return nil
  }

  private func resolvedInputs(of node: FlatNode) throws(SavedModelError) -> [NodeReference] {
    var inputs: [NodeReference] = []
    for input in node.inputs {
      // An output means one thing only.
      inputs.append(try table.resolve(input)[0])
    }
    return inputs
  }

  private func controls(of node: FlatNode) throws(SavedModelError) -> [NodeReference] {
    var controls: [NodeReference] = []
    for name in node.controls {
      controls += try table.resolve(NodeReference(name: name, index: nil))
    }
    return controls
  }

  private func build(_ node: FlatNode) throws(SavedModelError) -> Imported {
    let inputs = try resolvedInputs(of: node).map { (reference) throws(SavedModelError) in
      ImportSite.Input(
        node: imported[reference.name]!, name: reference.name, index: reference.index ?? 0)
    }
    var waited: [Operation] = []
    for control in try controls(of: node) {
      if let operation = imported[control.name]?.operation, effects.contains(operation) {
        waited.append(operation)
      }
    }
    let site = ImportSite(
      node: node, inputs: inputs, graph: graph, importer: self, waits: !waited.isEmpty)
    var result = try graph.controlDependencies(waited) { () throws(SavedModelError) -> Imported in
      if let builder = importedOps[node.op] { return try site.make { try builder(site) } }
      if let declared = try site.declared() { return declared }
      throw site.unsupported("this operation of TensorFlow's is not known here")
    }
    if result.operation == nil { result.operation = result.outputs.first?.operation }
    if let operation = result.operation,
      operation.definition.hasSideEffect
        || operation.inputs.contains(where: { effects.contains($0.operation) })
        || operation.controlInputs.contains(where: { effects.contains($0) })
    {
      effects.insert(operation)
    }
    return result
  }
}
