import TFXCore
import TFXGraph
import TFXOps

/// The nodes that a run needs, with what the import has found out about them: what each is, and how one
/// follows from another. What is cut between tasks is decided on it.
struct NodeNet {
  let table: NodeTable
  let importer: GraphImporter
  let fed: Set<NodeReference>
  /// Those that the run needs, behind which come those that are only named as company.
  private(set) var nodes: [FlatNode] = []
  private(set) var places: [String: Int] = [:]
  /// How many of the nodes the run needs.
  private(set) var neededCount = 0

  init(_ table: NodeTable, _ importer: GraphImporter, from roots: [String], fed: Set<NodeReference>)
  {
    (self.table, self.importer, self.fed) = (table, importer, fed)
    var open = roots
    while let name = open.popLast() {
      guard places[name] == nil, let node = table[name] else { continue }
      places[name] = nodes.count
      nodes.append(node)
      open += node.inputs.filter { !fed.contains($0) }.map(\.name) + node.controls
    }
    neededCount = nodes.count
    for node in nodes {
      for name in node.companions where places[name] == nil {
        guard let companion = table[name] else { continue }
        places[name] = nodes.count
        nodes.append(companion)
      }
    }
  }

  /// The nodes that the run needs, by their numbers.
  var needed: Range<Int> { 0..<neededCount }

  /// What a node needs: an input, or something that is only waited for.
  func needs(of node: FlatNode) -> [NodeReference] {
    node.inputs.filter { !fed.contains($0) }
      + node.controls.map { NodeReference(name: $0, index: nil) }
  }

  /// What has become of a node; nil for one within a branch or a loop, which is no operation by itself.
  func imported(_ node: FlatNode) -> GraphImporter.Imported? { importer.imported[node.name] }

  /// Whether it belongs to the branch or the loop that needs it.
  func isInner(_ node: FlatNode) -> Bool {
    // What hands values in may have been imported for somebody who waits for it.
    node.leadsIn || imported(node) == nil && !isOuterCall(node)
  }

  /// Whether it calls a function, outside of branches and loops.
  private func isOuterCall(_ node: FlatNode) -> Bool {
    guard node.isCall else { return false }
    func isImported(_ index: Int?) -> Bool {
      (try? importer.result(NodeReference(name: node.name, index: index))) != nil
    }
    return isImported(0) || isImported(nil)
  }

  /// Whether it stands for something that stays in its task: a variable, a queue or an accumulator.
  func isHandle(_ node: FlatNode) -> Bool {
    guard let imported = imported(node) else { return false }
    return imported.variable != nil || imported.queue != nil || imported.accumulator != nil
  }

  /// Whether it is such a thing itself, not what has been done to it.
  func isSource(_ node: FlatNode) -> Bool { node.inputs.isEmpty && isHandle(node) }

  /// The node of the thing that a handle stands for.
  func source(of node: FlatNode) -> FlatNode {
    var node = node
    while !isSource(node), let input = node.inputs.first, let next = table[input.name],
      isHandle(next)
    {
      node = next
    }
    return node
  }

  /// Whether a node must be where its input is: it works on the thing itself, not on its value.
  func holds(_ node: FlatNode, _ input: FlatNode) -> Bool {
    guard let imported = imported(input), isHandle(input) else { return false }
    // Variables of the first kind are values too, and one that was read (`Identity`) is nothing else.
    let isReference = isSource(input) || input.changesReference
    return imported.outputs.isEmpty || node.changesReference && isReference
  }

  /// Whether it changes something, or waits for something that does.
  func isEffect(_ node: FlatNode) -> Bool {
    guard let imported = imported(node) else { return isOuterCall(node) }
    return operations(imported).contains { importer.isEffect($0) }
  }

  /// Whether it is to be run for what it does.
  func acts(_ node: FlatNode) -> Bool {
    guard let imported = imported(node) else { return isOuterCall(node) }
    return operations(imported).contains { $0.definition.hasSideEffect }
  }

  private func operations(_ imported: GraphImporter.Imported) -> [Operation] {
    imported.outputs.map(\.operation) + (imported.operation.map { [$0] } ?? [])
  }

  /// The value of an output that is always the same and waits for nothing, unless it is large.
  func constant(_ reference: NodeReference) -> Tensor? {
    guard let index = reference.index, let node = table[reference.name],
      let imported = imported(node), !isHandle(node), !isEffect(node)
    else { return nil }
    if index == 0, let known = imported.extents?.known, let output = imported.outputs.first,
      output.dtype == .int32 || output.dtype == .int64
    {
      let shape = imported.extents!.isScalar ? Shape.scalar : Shape([known.count])
      return Tensor(known.map { Int64($0) }, shape: shape).converted(to: output.dtype)
    }
    guard imported.outputs.indices.contains(index),
      let value = imported.outputs[index].operation.definition.constantValue,
      value.elementCount <= 4096 || node.op == "Const"
    else { return nil }
    return value
  }
}

extension FlatNode {
  /// Whether it calls a function.
  var isCall: Bool { op == "PartitionedCall" || op == "StatefulPartitionedCall" }

  /// Whether it only leads values into, through or out of branches and loops.
  var isPlumbing: Bool {
    ControlFlow.isSwitch(op) || ControlFlow.isMerge(op) || ControlFlow.isEnter(op)
      || ControlFlow.isExit(op) || ControlFlow.isNext(op) || op == "LoopCond"
  }

  /// Whether it leads values into, or through, branches and loops, but not out of them.
  var leadsIn: Bool { isPlumbing && !ControlFlow.isMerge(op) && !ControlFlow.isExit(op) }

  /// The nodes whose device it is to share.
  var companions: [String] {
    if isPlumbing { return [] }
    return (attributes["_class"]?.list.s ?? []).compactMap {
      let text = String(decoding: Array($0), as: UTF8.self)
      return text.hasPrefix("loc:@") ? String(text.dropFirst(5)) : nil
    }
  }

  /// Whether it works on a variable of TensorFlow 1's first kind itself.
  fileprivate var changesReference: Bool {
    let beginnings = ["Assign", "Apply", "SparseApply", "Scatter", "CountUpTo", "Ref"]
    return op == "IsVariableInitialized" || beginnings.contains { op.hasPrefix($0) }
  }
}
