import TFXCore
import TFXGraph

// The questions that rewrites ask of a program, and the changes that they make.

extension Program {
  /// The node of which a value is output 0, if its operation is of the given type.
  func maker<Maker: Op>(of value: Int, _ type: Maker.Type) -> (node: Int, op: Maker)? {
    guard let node = values[value].producer, nodes[node].outputs.first == value,
      let op = nodes[node].op as? Maker
    else { return nil }
    return (node, op)
  }

  /// Whether a value that a node reads is there for that alone: nobody else reads it or waits for
  /// the node that makes it, which runs on the same device.
  func isOwn(_ value: Int, of node: Int) -> Bool {
    guard hasOneUse(value), let maker = values[value].producer else { return false }
    return nodes[maker].device == nodes[node].device && !isAwaited(maker)
  }

  /// Whether a value is read, or fetched, once.
  func hasOneUse(_ value: Int) -> Bool {
    var count = 0
    for node in nodes { for input in node.inputs where input == value { count += 1 } }
    for fetch in fetches where fetch == value { count += 1 }
    return count == 1
  }

  /// Whether other nodes wait for a node without using what it makes.
  func isAwaited(_ node: Int) -> Bool {
    nodes.contains { $0.waitsFor.contains(node) }
  }

  /// The operation after which the kernel of two nodes is called.
  private func leading(_ first: Int, _ second: Int) -> Operation {
    func work(_ node: Int) -> Int {
      nodes[node].op.floatingPointOperations(
        inputSpecs(node), nodes[node].outputs.map { values[$0].spec })
    }
    return work(first) > work(second) ? nodes[first].operation : nodes[second].operation
  }

  /// Has a node compute something else of other values.
  mutating func replace(_ node: Int, by op: any Op, of inputs: [Int]) {
    nodes[node].op = op
    nodes[node].inputs = inputs
    nodes[node].inputValues = []
  }

  /// Has `node` do the work of `first` too, which makes one of its inputs: `op` reads the inputs of
  /// `first`, then the other ones of `node`.
  mutating func take(_ first: Int, into node: Int, input: Int, as op: any Op) {
    nodes[node].operation = leading(first, node)
    var others = nodes[node].inputs
    others.remove(at: input)
    replace(node, by: op, of: nodes[first].inputs + others)
    nodes[node].waitsFor.formUnion(nodes[first].waitsFor)
  }

  /// Has `first` do the work of `node` too, whose only input is output 0 of `first`: `op` makes what
  /// `node` makes, then the further outputs of `first`.
  mutating func takeBack(_ node: Int, into first: Int, as op: any Op) {
    let between = nodes[first].outputs[0]
    nodes[first].op = op
    nodes[first].operation = nodes[node].operation
    nodes[first].outputs = nodes[node].outputs + nodes[first].outputs.dropFirst()
    for output in nodes[node].outputs { values[output].producer = first }
    nodes[node].outputs = [between]
    values[between].producer = node
    drop(node, for: first)
  }

  /// Has all who use a value use another one.
  mutating func use(_ other: Int, insteadOf value: Int) {
    for node in nodes.indices {
      nodes[node].inputs = nodes[node].inputs.map { $0 == value ? other : $0 }
    }
    fetches = fetches.map { $0 == value ? other : $0 }
  }

  /// Gives up a node whose work another one does. It is taken out at the end of the pass.
  mutating func drop(_ node: Int, for other: Int) {
    nodes[node].isGone = true
    nodes[node].inputs = []
    nodes[node].waitsFor = []
    targets = targets.map { $0 == node ? other : $0 }
  }
}
