import TFXOps

extension Program {
  /// Merges operations into one that a single kernel computes, where the first says that it can
  /// take in the second (``Op/absorbing(_:input:inputs:)``) and nobody else needs what lies between.
  mutating func fuse() {
    var uses = [Int](repeating: 0, count: values.count)
    for value in nodes.flatMap(\.inputs) + fetches { uses[value] += 1 }
    let isAwaited = isAwaited

    var isGone = [Bool](repeating: false, count: nodes.count)
    // In topological order a chain grows at its end: Conv2D with BiasAdd, then that with Relu.
    for index in nodes.indices {
      let node = nodes[index]
      for (place, value) in node.inputs.enumerated() {
        guard uses[value] == 1, let first = values[value].producer, !isAwaited[first],
          nodes[first].outputs.first == value, nodes[first].device == node.device,
          let fused = nodes[first].op.absorbing(
            node.op, input: place, inputs: nodes[first].inputs.map { values[$0].spec })
        else { continue }
        if nodes[first].outputs.count > 1 {
          // Others may use the further outputs before this node: the merged one takes the place of
          // the first, which it can if it needs nothing else and nobody waits for it.
          if node.inputs.count > 1 || !node.waitsFor.isEmpty || isAwaited[index] { continue }
          nodes[first].op = fused
          nodes[first].operation = node.operation
          nodes[first].outputs = node.outputs + nodes[first].outputs.dropFirst()
          for output in node.outputs { values[output].producer = first }
          values[value].producer = index
          isGone[index] = true
          break
        }
        var others = node.inputs
        others.remove(at: place)
        nodes[index] = Node(
          operation: leading(nodes[first], node), op: fused, inputs: nodes[first].inputs + others,
          outputs: node.outputs, waitsFor: node.waitsFor.union(nodes[first].waitsFor),
          device: node.device)
        isGone[first] = true
        break
      }
    }
    remove(isGone)
  }

  /// Takes nodes and the values that they made out, and numbers the others anew.
  mutating func remove(_ isGone: [Bool]) {
    var newNode = [Int](repeating: -1, count: nodes.count)
    var newValue = [Int](repeating: -1, count: values.count)
    var keptValues: [Value] = []
    for (index, value) in values.enumerated() {
      if let producer = value.producer, isGone[producer] { continue }
      newValue[index] = keptValues.count
      keptValues.append(value)
    }
    var keptNodes: [Node] = []
    for (index, node) in nodes.enumerated() where !isGone[index] {
      newNode[index] = keptNodes.count
      keptNodes.append(node)
    }
    nodes = keptNodes.map { node in
      var moved = node
      moved.inputs = node.inputs.map { newValue[$0] }
      moved.outputs = node.outputs.map { newValue[$0] }
      moved.waitsFor = Set(node.waitsFor.map { newNode[$0] })
      return moved
    }
    values = keptValues.map { value in
      Value(spec: value.spec, producer: value.producer.map { newNode[$0] }, name: value.name)
    }
    feeds = feeds.map { newValue[$0] }
    fetches = fetches.map { newValue[$0] }
    // A target that was merged into another node is run by that one.
    targets = targets.map { newNode[$0] }.filter { $0 >= 0 }
  }
}
