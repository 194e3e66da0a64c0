import TFXGraph
import TFXOps

/// The branches and loops of a graph as TensorFlow 1 writes them.
///
/// `tf.cond` sends each value that a branch takes through a `Switch`, which hands it on to one side, and
/// joins what the branches make by `Merge`s. Merges that one predicate decides are one branch here,
/// unless one of them needs another: the gradient's branches need those that they are the gradient of.
///
/// `tf.while_loop` takes values in by `Enter`; those that change go on to a `Merge` with what the last
/// round has made (`NextIteration`), and by a `Switch` either into the round or out (`Exit`).
struct ControlFlow {
  /// Merges that become one branch.
  struct Join {
    /// What decides.
    var predicate: NodeReference
    var merges: [(name: String, whenFalse: NodeReference, whenTrue: NodeReference)] = []
    /// What goes into the branches.
    var inputs: [NodeReference] = []
  }

  struct Loop {
    var name = ""
    /// What goes in.
    var entries: [NodeReference] = []
    var variables: [Variable] = []
    /// What says whether there is another round.
    var condition: NodeReference?

    struct Variable {
      var merge: String
      var initial: NodeReference
      var next: NodeReference
      /// The node that hands it on into the round or out.
      var switching: String?
    }
  }

  /// By the names of their merges.
  var joins: [String: Join] = [:]
  /// By the names of their frames.
  var loops: [String: Loop] = [:]
  /// The frames of exits.
  var frames: [String: String] = [:]
  /// The nodes that are needed.
  let needed: Set<String>

  static func isMerge(_ op: String) -> Bool { op == "Merge" || op == "RefMerge" }
  static func isSwitch(_ op: String) -> Bool { op == "Switch" || op == "RefSwitch" }
  static func isEnter(_ op: String) -> Bool { op == "Enter" || op == "RefEnter" }
  static func isExit(_ op: String) -> Bool { op == "Exit" || op == "RefExit" }
  static func isNext(_ op: String) -> Bool { op == "NextIteration" || op == "RefNextIteration" }

  /// Finds the branches and loops that some nodes need.
  init(_ table: NodeTable, from roots: [String], isFed: (NodeReference) -> Bool)
    throws(SavedModelError)
  {
    var needed: Set<String> = []
    var open = roots
    while let name = open.popLast() {
      guard needed.insert(name).inserted, let node = table[name] else { continue }
      open += node.inputs.filter { !isFed($0) }.map(\.name) + node.controls
    }
    self.needed = needed
    let nodes = needed.sorted().compactMap { table[$0] }
    findLoops(nodes, table)
    try findJoins(nodes, table)
  }

  private mutating func findLoops(_ nodes: [FlatNode], _ table: NodeTable) {
    // The frame of each loop variable is that of the node by which it enters.
    var frameOfMerge: [String: String] = [:]
    var places: [String: (frame: String, index: Int)] = [:]
    for node in nodes where ControlFlow.isEnter(node.op) && !node.inputs.isEmpty {
      let frame = node.frame
      loops[frame, default: Loop(name: frame)].entries.append(node.inputs[0])
    }
    for node in nodes where ControlFlow.isMerge(node.op) && node.inputs.count == 2 {
      guard let enter = table[node.inputs[0].name], ControlFlow.isEnter(enter.op),
        !enter.inputs.isEmpty,
        let next = table[node.inputs[1].name], ControlFlow.isNext(next.op), !next.inputs.isEmpty
      else { continue }
      let frame = enter.frame
      frameOfMerge[node.name] = frame
      places[node.name] = (frame, loops[frame, default: Loop()].variables.count)
      loops[frame, default: Loop()].variables.append(
        Loop.Variable(
          merge: node.name, initial: enter.inputs[0], next: NodeReference(name: next.name, index: 0)
        ))
    }
    for node in nodes where ControlFlow.isSwitch(node.op) && node.inputs.count == 2 {
      guard let (frame, index) = places[node.inputs[0].name],
        let condition = table[node.inputs[1].name], condition.op == "LoopCond"
      else { continue }
      loops[frame]!.variables[index].switching = node.name
      loops[frame]!.condition = condition.inputs.first
    }
    for node in nodes where ControlFlow.isExit(node.op) {
      guard let source = node.inputs.first, let switching = table[source.name],
        let merge = switching.inputs.first, let frame = frameOfMerge[merge.name]
      else { continue }
      frames[node.name] = frame
    }
  }

  /// The first switches behind a merge's input, on the way back.
  private struct Origin {
    var predicates: Set<NodeReference> = []
    var sides: Set<Int> = []
    var data: [NodeReference] = []
  }

  private mutating func findJoins(
    _ nodes: [FlatNode], _ table: NodeTable
  ) throws(SavedModelError) {
    let loopMerges = Set(loops.values.flatMap { $0.variables.map(\.merge) })
    var found: [(merge: FlatNode, join: Join)] = []
    for node in nodes where ControlFlow.isMerge(node.op) && !loopMerges.contains(node.name) {
      guard node.inputs.count == 2 else {
        throw .unsupported(
          op: node.op, node: node.name, reason: "it joins other than the two sides of a branch")
      }
      let origins = node.inputs.map { origin(of: $0, table) }
      let predicates = origins[0].predicates.union(origins[1].predicates)
      let first = origins[0].sides.first.map { $0 == 1 } ?? (origins[1].sides.first == 0)
      guard predicates.count == 1, origins.allSatisfy({ $0.sides.count <= 1 }),
        origins[0].sides != origins[1].sides
      else {
        throw .unsupported(
          op: node.op, node: node.name, reason: "it is not what tf.cond makes: one Switch a side")
      }
      let (whenTrue, whenFalse) =
        first
        ? (node.inputs[0], node.inputs[1])
        : (node.inputs[1], node.inputs[0])
      var join = Join(predicate: predicates.first!, inputs: origins.flatMap(\.data))
      join.merges = [(node.name, whenFalse, whenTrue)]
      found.append((node, join))
    }
    // One behind another of the same predicate comes after it.
    for (predicate, group) in Dictionary(grouping: found, by: \.join.predicate) {
      // Each looks at all that it needs.
      if group.count > 2_000 {
        throw .malformed(file: table.source, reason: "a predicate decides too much")
      }
      let names = Set(group.map(\.merge.name))
      var behind: [String: Set<String>] = [:]
      for (merge, _) in group { behind[merge.name] = reached(from: merge, table, among: names) }
      var levels: [String: Int] = [:]
      func level(_ name: String) -> Int {
        if let level = levels[name] { return level }
        levels[name] = 0
        let level = behind[name]!.map { level($0) + 1 }.max() ?? 0
        levels[name] = level
        return level
      }
      for (_, part) in Dictionary(grouping: group, by: { level($0.merge.name) }) {
        var join = Join(predicate: predicate)
        for (_, one) in part {
          join.merges += one.merges
          join.inputs += one.inputs
        }
        for merge in join.merges { joins[merge.name] = join }
      }
    }
  }

  /// The merges among some that a merge needs, through whatever.
  private func reached(
    from merge: FlatNode, _ table: NodeTable, among names: Set<String>
  ) -> Set<String> {
    var seen: Set<String> = []
    var open = merge.inputs.map(\.name) + merge.controls
    while let name = open.popLast() {
      guard seen.insert(name).inserted, let node = table[name] else { continue }
      open += node.inputs.map(\.name) + node.controls
    }
    return seen.intersection(names).subtracting([merge.name])
  }

  private func origin(of reference: NodeReference, _ table: NodeTable) -> Origin {
    struct Place: Hashable {
      var reference: NodeReference
      /// In how many branches more than that of the merge.
      var depth: Int
    }
    let loopMerges = Set(loops.values.flatMap { $0.variables.map(\.merge) })
    var origin = Origin()
    var open = [Place(reference: reference, depth: 0)]
    var seen: Set<Place> = []
    while let place = open.popLast() {
      guard seen.insert(place).inserted, let node = table[place.reference.name] else { continue }
      var next = node.inputs + node.controls.map { NodeReference(name: $0, index: nil) }
      var depth = place.depth
      if ControlFlow.isSwitch(node.op), node.inputs.count == 2 {
        if depth == 0 {
          origin.predicates.insert(root(of: node.inputs[1], table))
          // Who waits for it alone is on no side.
          if let side = place.reference.index { origin.sides.insert(side) }
          origin.data.append(node.inputs[0])
          continue
        }
        depth -= 1
      } else if ControlFlow.isMerge(node.op), !loopMerges.contains(node.name) {
        depth += 1
      } else if ControlFlow.isExit(node.op), let frame = frames[node.name] {
        // A loop within the branch: what went into it.
        next = loops[frame]!.entries
      } else if ControlFlow.isEnter(node.op) || ControlFlow.isMerge(node.op) {
        continue
      }
      open += next.map { Place(reference: $0, depth: depth) }
    }
    return origin
  }

  /// What a predicate is another name of.
  private func root(of reference: NodeReference, _ table: NodeTable) -> NodeReference {
    var reference = reference
    for _ in 0..<100 {
      guard let node = table[reference.name], node.op == "Identity", node.inputs.count == 1 else {
        break
      }
      reference = node.inputs[0]
    }
    return reference
  }
}

extension FlatNode {
  /// The name of the loop that it enters.
  var frame: String { text("frame_name") }
}
