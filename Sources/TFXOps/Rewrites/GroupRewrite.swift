import TFXCore
import TFXGraph

/// A rewrite that makes one operation of several of a kind that need not wait for each other.
protocol GroupRewrite: PlanRewrite {
  /// The operation that does the work of `op`, which may be such a one already, and of `next` in one
  /// go: its inputs and outputs are those of `op`, then those of `next`. Nil if there is none.
  func joined(_ op: any Op, _ next: any Op) -> (any Op)?
}

extension GroupRewrite {
  package func apply(to program: inout Program, _ options: LoweringOptions) -> Bool {
    var groups: [Group] = []
    for index in program.nodes.indices {
      let node = program.nodes[index]
      guard joined(node.op, node.op) != nil else { continue }
      let types = program.inputSpecs(index).map(\.dtype)
      let open = groups.indices.first { place in
        let group = groups[place]
        return group.types == types && program.nodes[group.members[0]].device == node.device
          && joined(group.op, node.op) != nil && program.isIndependent(index, of: groups, place)
      }
      if let open {
        groups[open].op = joined(groups[open].op, node.op)!
        groups[open].members.append(index)
      } else {
        groups.append(Group(op: node.op, types: types, members: [index]))
      }
    }
    groups.removeAll { $0.members.count == 1 }
    for group in groups { program.join(group) }
    return !groups.isEmpty
  }
}

private struct Group {
  var op: any Op
  /// The element types of each member's inputs.
  let types: [DType]
  var members: [Int]
}

extension Program {
  /// Whether a node can run at the same time as the members of a group: it needs none of them, and
  /// none of them touches a variable that the other one writes.
  fileprivate func isIndependent(_ index: Int, of groups: [Group], _ place: Int) -> Bool {
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
  fileprivate mutating func join(_ group: Group) {
    let (last, members) = (group.members.last!, Set(group.members))
    let outputs = group.members.flatMap { nodes[$0].outputs }
    replace(last, by: group.op, of: group.members.flatMap { nodes[$0].inputs })
    nodes[last].outputs = outputs
    nodes[last].waitsFor = group.members.reduce(into: []) { $0.formUnion(nodes[$1].waitsFor) }
    for output in outputs { values[output].producer = last }
    for index in nodes.indices where !nodes[index].waitsFor.isDisjoint(with: members) {
      nodes[index].waitsFor = nodes[index].waitsFor.subtracting(members).union([last])
    }
    for member in members where member != last {
      nodes[member].outputs = []
      drop(member, for: last)
    }
  }
}
