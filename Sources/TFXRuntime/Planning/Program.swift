import TFXCore
import TFXGraph
import TFXOps

/// The part of a graph that a run needs, with all shapes known: what the passes work on.
struct Program {
  /// One operation to run.
  struct Node {
    /// The one that gives it its name: of several merged ones, that with most of the work.
    var operation: Operation
    /// What computes it: the operation's own definition, or one that stands for several.
    var op: any Op
    /// Indices of values.
    var inputs: [Int]
    /// Indices of values.
    var outputs: [Int]
    /// Indices of nodes that must have run before, besides those that make the inputs.
    var waitsFor: Set<Int>
    /// Whether a variable's value is copied here because it is still needed after a write.
    var copies = false
    /// The values of inputs that are known already.
    var inputValues: [Tensor?] = []
    /// The index of the device that it runs on.
    var device = 0

    var name: String {
      guard let transfer = (op as? any TransferOp)?.transfer else { return operation.name }
      return "\(transfer.tensorName)/_\(transfer.channel)"
    }
  }

  /// One tensor.
  struct Value {
    let spec: TensorSpec
    /// The node that makes it; nil if it is fed.
    var producer: Int?
    let name: String

    var byteCount: Int { spec.byteCount }
  }

  var nodes: [Node] = []
  var values: [Value] = []
  /// The values that are fed, in the order of the request.
  var feeds: [Int] = []
  /// The values that are fetched, in the order of the request.
  var fetches: [Int] = []

  /// The nodes that are run for what they do.
  var targets: [Int] = []

  /// What `_Send` nodes write: the values, on another device, of those that receive.
  var receivers: [Int: Int] = [:]

  /// The value whose bytes a value shares, itself if it has bytes of its own.
  func root(of value: Int) -> Int {
    guard let producer = values[value].producer else { return value }
    let node = nodes[producer]
    guard case .input(let index) = node.op.memory, node.outputs.first == value, !node.copies
    else { return value }
    return root(of: node.inputs[index])
  }

  /// The variable in whose storage a value lies.
  func variable(of value: Int) -> (name: String, spec: TensorSpec)? {
    guard let producer = values[root(of: value)].producer else { return nil }
    guard case .variable(let name, let spec) = nodes[producer].op.memory else { return nil }
    return (name, spec)
  }

  /// The operation after which the kernel of two nodes is called.
  func leading(_ first: Node, _ second: Node) -> Operation {
    func work(_ node: Node) -> Int {
      node.op.floatingPointOperations(
        node.inputs.map { values[$0].spec }, node.outputs.map { values[$0].spec })
    }
    return work(first) > work(second) ? first.operation : second.operation
  }

  /// The names of the variables that a node writes.
  func writes(_ node: Node) -> [String] {
    node.op.writtenInputs.compactMap { variable(of: node.inputs[$0])?.name }
  }
}

/// What a run is asked for: what it fetches, what it only runs, and the specs of what is fed.
struct Request: Hashable {
  var fetches: [Output]
  var targets: [Operation]
  var feeds: [Feed]
  /// Operations that need not run, by id, in order: an earlier stage of the run has done so.
  var done: [Int] = []
  /// Whether the plan is to be kept as text, too.
  var isListed = false
  /// The values of feeds on which shapes depend.
  var values: [Output: Tensor] = [:]

  struct Feed: Hashable {
    var output: Output
    var spec: TensorSpec
  }
}
