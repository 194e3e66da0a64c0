import TFXCore
import TFXGraph
import TFXOps

/// Which device each node of a run belongs to, and which nodes must be run in one go.
///
/// A node runs on the device that it asks for. What works on a variable, a queue or an accumulator runs
/// where that is; what is to share another's device (`_class`) runs there; what asks for nothing runs on
/// the first device. A branch or a loop is one operation, which runs in one place.
struct Placement {
  /// The device of each node.
  private(set) var devices: [Int]
  /// What must be run in one go: branches and loops, and what works on one array of tensors.
  var segments: Groups

  init(_ net: NodeNet, _ place: ClientPlace) throws(SavedModelError) {
    devices = []
    segments = Placement.segments(net)
    var company = segments
    for index in net.nodes.indices {
      let node = net.nodes[index]
      // A branch that makes a first value need not be where the variable is.
      for name in node.companions where !net.isInner(node) {
        if let other = net.places[name] { company.join(index, other) }
      }
      guard net.needed.contains(index) else { continue }
      for reference in net.needs(of: node) where reference.index != nil {
        if let input = net.places[reference.name], net.holds(node, net.nodes[input]) {
          company.join(index, input)
        }
      }
    }
    var members: [Int: [Int]] = [:]
    for index in net.nodes.indices { members[company.group(of: index), default: []].append(index) }
    devices = [Int](repeating: 0, count: net.nodes.count)
    for (_, group) in members.sorted(by: { $0.key < $1.key }) {
      let device = try device(of: group, net, place)
      for index in group { devices[index] = device }
    }
  }

  /// The nodes by what must be run in one go.
  private static func segments(_ net: NodeNet) -> Groups {
    var groups = Groups(count: net.nodes.count)
    func join(_ index: Int, _ name: String) {
      if let other = net.places[name] { groups.join(index, other) }
    }
    for index in net.needed {
      let node = net.nodes[index]
      for reference in net.needs(of: node) {
        guard let place = net.places[reference.name] else { continue }
        let input = net.nodes[place]
        let imported = net.imported(input)
        let sharesArray =
          (imported?.array != nil || imported?.stack != nil) && reference.index == 0
          && (node.isPlumbing || node.op.hasPrefix("TensorArray") || node.op.hasPrefix("Stack"))
        if net.isInner(input) || sharesArray { groups.join(index, place) }
      }
      guard let controlFlow = net.importer.controlFlow else { continue }
      for merge in controlFlow.joins[node.name]?.merges ?? [] { join(index, merge.name) }
      if let frame = controlFlow.frames[node.name] {
        for (exit, other) in controlFlow.frames where other == frame { join(index, exit) }
      }
    }
    return groups
  }

  /// The device of nodes that share one.
  private mutating func device(
    of group: [Int], _ net: NodeNet, _ place: ClientPlace
  ) throws(SavedModelError) -> Int {
    // Things that stay somewhere decide; then those that compute; then those that hand on.
    var wishes: [[(device: Int, node: FlatNode)]] = [[], [], []]
    for index in group {
      let node = net.nodes[index]
      guard let device = try place.device(of: node) else { continue }
      let isInGroup = net.isInner(node) || node.isPlumbing
      let handsOn = node.isPlumbing || isInGroup && Placement.passing.contains(node.op)
      let rank = net.isSource(node) ? 0 : handsOn || holdsSomething(node, net) ? 2 : 1
      wishes[rank].append((device, node))
    }
    let inner = group.contains { net.isInner(net.nodes[$0]) }
    // A loop does not follow a variable that it reads: nobody would know why it is slow.
    let deciding = inner ? wishes[0] + wishes[1] : wishes.first { !$0.isEmpty } ?? []
    let first = deciding.first ?? wishes[2].first
    guard let first else { return 0 }
    if let other = deciding.first(where: { $0.device != first.device }) {
      let (here, there) = (place.names[first.device], place.names[other.device])
      if inner {
        throw .unsupported(
          op: other.node.op, node: other.node.name,
          reason:
            "it is in \(there), and '\(first.node.name)' of the same tf.cond or tf.while_loop in "
            + "\(here); put both in one task with tf.device, and read variables before it")
      }
      throw .badColocation(
        nodes: [first.node.name, other.node.name], devices: [first.node.device, other.node.device])
    }
    return first.device
  }

  /// Whether it works on something that stays where it is.
  private func holdsSomething(_ node: FlatNode, _ net: NodeNet) -> Bool {
    node.inputs.contains { input in net.table[input.name].map { net.holds(node, $0) } ?? false }
      || node.op == "ReadVariableOp"
  }

  /// What may run anywhere within a branch or a loop.
  private static let passing: Set<String> = ["Identity", "Const", "NoOp", "Shape", "RefIdentity"]
}
