package import TFXCore
package import TFXGraph

/// The part of a graph that a run needs, with all shapes known: what the passes of a plan work on.
package struct Program {
  /// One operation to run.
  package struct Node {
    /// The one that gives it its name: of several merged ones, that with most of the work.
    package var operation: Operation
    /// The definition that computes it: the operation's own, or one that stands for several.
    package var op: any Op
    /// Indices of values.
    package var inputs: [Int]
    /// Indices of values.
    package var outputs: [Int]
    /// Indices of nodes that must have run before, besides those that make the inputs.
    package var waitsFor: Set<Int>
    /// Whether a variable's value is copied here because it is still needed after a write.
    package var copies = false
    /// The values of inputs that are known already.
    package var inputValues: [Tensor?]
    /// The index of the device that it runs on.
    package var device: Int
    /// Its name, where it is not the operation's.
    package var ownName: String?
    /// Whether another node does its work, so that the pass takes it out at its end.
    package var isGone = false

    package init(
      operation: Operation, op: any Op, inputs: [Int], outputs: [Int], waitsFor: Set<Int> = [],
      inputValues: [Tensor?] = [], device: Int = 0, ownName: String? = nil
    ) {
      self.operation = operation
      self.op = op
      self.inputs = inputs
      self.outputs = outputs
      self.waitsFor = waitsFor
      self.inputValues = inputValues
      self.device = device
      self.ownName = ownName
    }

    package var name: String { ownName ?? operation.name }
  }

  /// One tensor.
  package struct Value {
    package let spec: TensorSpec
    /// The node that makes it; nil if it is fed.
    package var producer: Int?
    package let name: String

    package init(spec: TensorSpec, producer: Int?, name: String) {
      self.spec = spec
      self.producer = producer
      self.name = name
    }
  }

  package var nodes: [Node] = []
  package var values: [Value] = []
  /// The values that are fed, in the order of the request.
  package var feeds: [Int] = []
  /// The values that are fetched, in the order of the request.
  package var fetches: [Int] = []
  /// The nodes that are run for what they do.
  package var targets: [Int] = []
  /// The values that `_Send` nodes write: those of the receivers, on other devices.
  package var receivers: [Int: Int] = [:]

  package init() {}
}

extension Program {
  /// The specs of a node's inputs.
  package func inputSpecs(_ node: Int) -> [TensorSpec] {
    nodes[node].inputs.map { values[$0].spec }
  }

  /// The constant that a value is.
  package func constant(_ value: Int) -> Tensor? {
    guard let producer = values[value].producer,
      case .constant(let tensor) = nodes[producer].op.memory
    else { return nil }
    return tensor
  }

  /// The value whose bytes a value shares, itself if it has bytes of its own.
  package func root(of value: Int) -> Int {
    guard let producer = values[value].producer else { return value }
    let node = nodes[producer]
    guard case .input(let index) = node.op.memory, node.outputs.first == value, !node.copies
    else { return value }
    return root(of: node.inputs[index])
  }

  /// The variable in whose storage a value lies.
  package func variable(of value: Int) -> (name: String, spec: TensorSpec)? {
    guard let producer = values[root(of: value)].producer else { return nil }
    guard case .variable(let name, let spec) = nodes[producer].op.memory else { return nil }
    return (name, spec)
  }

  /// The names of the variables that a node writes.
  package func writes(_ node: Node) -> [String] {
    node.op.writtenInputs.compactMap { variable(of: node.inputs[$0])?.name }
  }

  /// Whether other nodes wait for each node without using what it makes.
  package var isAwaited: [Bool] {
    var isAwaited = [Bool](repeating: false, count: nodes.count)
    for node in nodes.flatMap(\.waitsFor) { isAwaited[node] = true }
    return isAwaited
  }

  /// The nodes that read each value, once for each input that they read it by.
  package var readers: [[Int]] {
    var readers = [[Int]](repeating: [], count: values.count)
    for (index, node) in nodes.enumerated() {
      for value in node.inputs { readers[value].append(index) }
    }
    return readers
  }

  /// Takes nodes and the values that they made out, and numbers the others anew.
  package mutating func remove(_ isGone: [Bool]) {
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
    targets = targets.map { newNode[$0] }
  }

  /// Takes out operations that do nothing but make values that nobody uses.
  package mutating func removeUnused() {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    var open = targets + fetches.compactMap { values[$0].producer }
    open += nodes.indices.filter { nodes[$0].op.hasSideEffect && !nodes[$0].isGone }
    while let node = open.popLast() {
      if isNeeded[node] { continue }
      isNeeded[node] = true
      open += nodes[node].inputs.compactMap { values[$0].producer } + nodes[node].waitsFor
    }
    remove(isNeeded.map { !$0 })
  }
}
