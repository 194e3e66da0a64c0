import TFXCore
import TFXGraph
import TFXOps

/// Turns TensorFlow's nodes into operations, those that are asked for with what they need.
final class GraphImporter {
  let graph = Graph()
  var table: NodeTable
  /// What the graph is for, if a client runs it.
  let request: ClientRequest?
  var imported: [String: Imported] = [:]
  /// Loops and branches that a client's graph has in TensorFlow 1's way; nil before they are looked for.
  var controlFlow: ControlFlow?
  /// What cannot be computed twice, by the nodes that were imported into a branch or a loop.
  private var inRegions: Set<String> = []
  /// The regions that were made last.
  var lastRegions: RegionImport?
  /// What is put on stacks, by their names: its spec, and its value if that is always the same.
  var stacked: [String: (spec: TensorSpec, constant: Tensor?)] = [:]
  /// What is known of arrays of tensors, by their names.
  var arrays: [String: ClientArray] = [:]
  /// How many branches and loops stand around what is being imported.
  var regionDepth = 0
  /// The placeholders of what is fed.
  private var fed: [NodeReference: Output] = [:]
  /// Operations that change something, and those that wait for one: what must be waited for.
  private var effects: Set<Operation> = []
  /// Those of them that change variables, or come after one that does.
  private var changes: Set<Operation> = []

  /// What has become of a node.
  struct Imported {
    var outputs: [Output] = []
    /// To be waited for.
    var operation: Operation?
    /// Whole numbers that are known in part, such as a shape's.
    var extents: Extents?
    var variable: Variable?
    var queue: Queue?
    /// The name of a stack of values that a loop leaves for another.
    var stack: String?
    /// The name of an array of tensors.
    var array: String?
    /// Rows with their ids, of which rows of one id are summed up; see ``clientOps``.
    var summedRows: (rows: Output, ids: Output)?
    var accumulator: ConditionalAccumulator?

    /// Whether it stands for something in the session, not for a value.
    var isHandle: Bool {
      variable != nil || queue != nil || accumulator != nil || stack != nil || array != nil
    }
  }

  init(_ proto: ProtoGraphDef, source: String) throws(SavedModelError) {
    table = try NodeTable(proto, source: source)
    request = nil
  }

  /// Imports the part of a client's graph that a request needs.
  init(_ table: NodeTable, for request: ClientRequest) throws(SavedModelError) {
    self.table = table
    self.request = request
    do {
      for (reference, spec) in request.feeds {
        fed[reference] = try graph.placeholder(spec.dtype, shape: spec.shape, name: reference.name)
      }
    } catch {
      throw .graph(error)
    }
  }

  /// The placeholder of what is fed in place of an output, if it is.
  func placeholder(of reference: NodeReference) -> Output? { fed[reference] }

  /// A placeholder to be fed with the number of runs; nil if nothing needs it.
  private(set) var runCount: Output?

  /// The number of runs before, for what draws other random numbers in each.
  func countingRuns() throws(GraphError) -> Output {
    if let runCount { return runCount }
    let count = try graph.placeholder(.int64, shape: .scalar, name: "_run_count")
    runCount = count
    return count
  }

  /// Takes note of an operation if it changes something, or waits for one that does.
  func noteEffect(of operation: Operation) {
    let before = operation.inputs.map(\.operation) + operation.controlInputs
    if operation.definition.hasSideEffect || before.contains(where: { effects.contains($0) }) {
      effects.insert(operation)
    }
    let written = (operation.definition as? any TFXOps.Op)?.writtenInputs ?? []
    if !written.isEmpty || before.contains(where: { changes.contains($0) }) {
      changes.insert(operation)
    }
  }

  /// Whether an operation changes something, or waits for one that does.
  func isEffect(_ operation: Operation) -> Bool { effects.contains(operation) }

  /// Those of some operations that change variables, or come after one that does.
  func changing(_ operations: [Operation]) -> [Operation] {
    operations.filter { changes.contains($0) }
  }

  /// The value of a variable of TensorFlow 1's first kind that a client asks for: as it is when all else
  /// is done.
  func last(
    _ output: Output, of node: Imported, after others: [Operation]
  ) throws(SavedModelError) -> Output {
    guard let variable = node.variable, output == variable.value else { return output }
    let after = changing(others)
    if after.isEmpty { return output }
    do {
      return try graph.readVariable(variable, after: after)
    } catch {
      throw .graph(error)
    }
  }

  /// The operations that a node stands for, with what it needs.
  func operations(of reference: NodeReference) throws(SavedModelError) -> [Operation] {
    try require(reference)
    return try table.resolve(reference).compactMap { imported[$0.name]?.operation }
  }

  /// The shape of the variable that output `index` of a node is assigned to, itself or handed on.
  func assignedShape(of name: String, _ index: Int) -> Shape? {
    table.assignedShape(of: name, index)
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
      for input in try dependencies(of: node)
      where imported[input.name] == nil && fed[input] == nil {
        missing.append(input.name)
      }
      if missing.isEmpty {
        if try !importControlFlow(node) { imported[name] = try build(node) }
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

  /// What must be imported before a node.
  private func dependencies(of node: FlatNode) throws(SavedModelError) -> [NodeReference] {
    if let outside = try controlFlowInputs(of: node) { return outside }
    return try resolvedInputs(of: node) + controls(of: node)
  }

  func resolvedInputs(of node: FlatNode) throws(SavedModelError) -> [NodeReference] {
    var inputs: [NodeReference] = []
    for input in node.inputs {
      // An output means one thing only.
      inputs.append(fed[input] == nil ? try table.resolve(input)[0] : input)
    }
    return inputs
  }

  func controls(of node: FlatNode) throws(SavedModelError) -> [NodeReference] {
    var controls: [NodeReference] = []
    for name in node.controls {
      controls += try table.resolve(NodeReference(name: name, index: nil))
    }
    return controls
  }

  private func build(_ node: FlatNode) throws(SavedModelError) -> Imported {
    let inputs = try resolvedInputs(of: node).map { reference in
      if let placeholder = fed[reference] {
        return ImportSite.Input(
          node: Imported(outputs: [placeholder]), name: reference.name, index: 0)
      }
      return ImportSite.Input(
        node: imported[reference.name]!, name: reference.name, index: reference.index ?? 0)
    }
    var waited: [Operation] = []
    // The variable after it was changed is another input than before.
    for input in inputs where input.node.variable != nil {
      if let operation = input.node.operation, effects.contains(operation) {
        waited.append(operation)
      }
    }
    for control in try controls(of: node) {
      if let operation = imported[control.name]?.operation, effects.contains(operation) {
        waited.append(operation)
      }
    }
    if let request { try request.check(node, in: table) }
    let before =
      waited
      + inputs.compactMap { input in
        input.node.outputs.indices.contains(input.index)
          ? input.node.outputs[input.index].operation : nil
      }
    let site = ImportSite(
      node: node, inputs: inputs, graph: graph, importer: self, waits: !waited.isEmpty,
      changes: changing(before))
    var result = try graph.controlDependencies(waited) { () throws(SavedModelError) -> Imported in
      if request != nil, ImportSite.isOwn(node.op) { return try site.make { try site.own() } }
      if request != nil, let builder = clientOps[node.op] {
        return try site.make { try builder(site) }
      }
      if let builder = importedOps[node.op] { return try site.make { try builder(site) } }
      if let declared = try site.declared() { return declared }
      if request != nil { throw .unknownOperation(op: node.op, node: node.name) }
      throw site.unsupported("this operation of TensorFlow's is not known here")
    }
    // What waits for something is the same number each time, and yet has to be computed.
    if request != nil, !before.contains(where: isEffect) { result.foldConstants() }
    if result.operation == nil { result.operation = result.outputs.first?.operation }
    if let operation = result.operation { noteEffect(of: operation) }
    for output in result.outputs where output.operation != result.operation {
      noteEffect(of: output.operation)
    }
    if regionDepth > 0, let operation = result.operation,
      operation.definition.hasSideEffect || node.op.hasPrefix("Random"),
      !inRegions.insert(node.name).inserted
    {
      throw site.unsupported(
        "a branch or a loop and its gradient would both run it, which is not known here")
    }
    return result
  }
}
