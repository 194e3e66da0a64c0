import TFXCore
import TFXGraph
import TFXOps

extension Program {
  /// Has operations note what their gradients want to know of them (``NotingOp``), so that inputs
  /// and results of theirs need not be kept until then.
  mutating func takeNotes() {
    for index in nodes.indices {
      for value in nodes[index].inputs {
        guard let producer = values[value].producer, nodes[producer].outputs[0] == value,
          let writer = nodes[producer].op as? any NotingOp,
          let noting = writer.noting(
            for: nodes[index].op, nodes[producer].inputs.map { values[$0].spec })
        else { continue }
        let inputs = nodes[index].inputs
        let known = nodes[producer].inputs + [value]
        let dropped = inputs.indices.filter { !noting.kept.contains($0) }
        if !dropped.allSatisfy({ known.contains(inputs[$0]) }) { continue }
        nodes[producer].op = noting.writer
        nodes[index].op = noting.reader
        nodes[index].inputs = noting.kept.map { inputs[$0] } + [note(of: producer)]
        break
      }
    }
  }

  /// The second output of a node that takes notes, made if it has none.
  private mutating func note(of node: Int) -> Int {
    if nodes[node].outputs.count == 2 { return nodes[node].outputs[1] }
    let inputs = InputSpecs(nodes[node].inputs.map { values[$0].spec })
    guard let specs = try? nodes[node].op.infer(inputs), specs.count == 2 else {
      preconditionFailure("'\(nodes[node].name)' takes no note (planner bug)")
    }
    nodes[node].outputs.append(values.count)
    values.append(Value(spec: specs[1], producer: node, name: "\(nodes[node].name):note"))
    return values.count - 1
  }

  /// Merges operations into all that read them, where each says that it can compute them by the way
  /// (``SpreadingOp``).
  mutating func spread(_ options: LoweringOptions) {
    let isAwaited = isAwaited
    var isGone = [Bool](repeating: false, count: nodes.count)
    for index in nodes.indices {
      let node = nodes[index]
      guard let op = node.op as? any SpreadingOp, node.outputs.count == 1, !isAwaited[index],
        !fetches.contains(node.outputs[0])
      else { continue }
      let specs = node.inputs.map { values[$0].spec }
      let own = readers(of: node.outputs[0])
      let merged = own.map { reader in
        op.spreading(
          into: nodes[reader.node].op, input: reader.input, specs,
          nodes[reader.node].inputs.map { values[$0].spec }, options)
      }
      if own.isEmpty || Set(own.map(\.node)).count < own.count
        || own.contains(where: { nodes[$0.node].device != node.device })
        || merged.contains(where: { $0 == nil })
      {
        continue
      }
      for (reader, op) in zip(own, merged) {
        nodes[reader.node].operation = leading(node, nodes[reader.node])
        nodes[reader.node].op = op!
        nodes[reader.node].inputs.remove(at: reader.input)
        nodes[reader.node].inputs.insert(contentsOf: node.inputs, at: 0)
        nodes[reader.node].waitsFor.formUnion(node.waitsFor)
      }
      isGone[index] = true
    }
    remove(isGone)
  }

  /// The nodes that read a value, with the number of the input.
  private func readers(of value: Int) -> [(node: Int, input: Int)] {
    nodes.indices.flatMap { node in
      nodes[node].inputs.indices.filter { nodes[node].inputs[$0] == value }.map { (node, $0) }
    }
  }
}
