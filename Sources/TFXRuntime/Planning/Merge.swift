import TFXCore
import TFXOps

extension Program {
  /// Merges operations that one kernel can do in one go, where the operations say so
  /// (``Op/merging(_:)``) and none has to wait for another: all updates of an optimizer become one
  /// sweep over all weights.
  mutating func merge() {
    var groups: [Group] = []
    for index in nodes.indices {
      let node = nodes[index]
      let types = node.inputs.map { values[$0].spec.dtype }
      let open = groups.indices.first { place in
        let group = groups[place]
        return group.types == types && nodes[group.members[0]].device == node.device
          && group.op.merging(node.op) != nil
          && isIndependent(index, of: groups, place)
      }
      if let open {
        groups[open].op = groups[open].op.merging(node.op)!
        groups[open].members.append(index)
      } else if node.op.merging(node.op) != nil {
        groups.append(Group(op: node.op, types: types, members: [index]))
      }
    }
    var isGone = [Bool](repeating: false, count: nodes.count)
    for group in groups where group.members.count > 1 { join(group, &isGone) }
    remove(isGone)
  }

  private struct Group {
    var op: any Op
    /// The element types of each member's inputs.
    let types: [DType]
    var members: [Int]
  }

  /// Whether a node can run at the same time as the members of a group: it needs none of them, and
  /// none of them touches a variable that the other one writes.
  private func isIndependent(_ index: Int, of groups: [Group], _ place: Int) -> Bool {
    let members = groups[place].members
    if ancestors(of: index, groups).contains(where: members.contains) { return false }
    let node = nodes[index]
    let (written, touched) = (Set(writes(node)), variables(node))
    return members.allSatisfy { member in
      written.isDisjoint(with: variables(nodes[member]))
        && touched.isDisjoint(with: writes(nodes[member]))
    }
  }

  /// The names of the variables that a node reads or writes.
  private func variables(_ node: Node) -> Set<String> {
    Set(node.inputs.compactMap { variable(of: $0)?.name })
  }

  /// The nodes that must run before a node, if the members of each group run at once.
  private func ancestors(of index: Int, _ groups: [Group]) -> Set<Int> {
    var companions: [Int: [Int]] = [:]
    for group in groups { for member in group.members { companions[member] = group.members } }
    var seen: Set<Int> = []
    var open = [index]
    while let node = open.popLast() {
      for earlier in nodes[node].inputs.compactMap({ values[$0].producer }) + nodes[node].waitsFor
      where !seen.contains(earlier) {
        let together = companions[earlier] ?? [earlier]
        seen.formUnion(together)
        open += together
      }
    }
    return seen
  }

  /// Puts a group in the place of its last member.
  private mutating func join(_ group: Group, _ isGone: inout [Bool]) {
    let (last, members) = (group.members.last!, Set(group.members))
    let outputs = group.members.flatMap { nodes[$0].outputs }
    nodes[last] = Node(
      operation: nodes[last].operation, op: group.op,
      inputs: group.members.flatMap { nodes[$0].inputs }, outputs: outputs,
      waitsFor: group.members.reduce(into: []) { $0.formUnion(nodes[$1].waitsFor) },
      device: nodes[last].device)
    for output in outputs {
      let value = values[output]
      values[output] = Value(spec: value.spec, producer: last, name: value.name)
    }
    for index in nodes.indices where !nodes[index].waitsFor.isDisjoint(with: members) {
      nodes[index].waitsFor = nodes[index].waitsFor.subtracting(members).union([last])
    }
    for member in members where member != last { isGone[member] = true }
  }
}
