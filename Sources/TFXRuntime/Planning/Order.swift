import TFXCore
import TFXGraph
import TFXOps

/// Puts the nodes of a program in an order: inputs first, and the readers of a variable before
/// what writes it, so that reading needs no copy. Where that is impossible, the read copies.
struct Ordering {
  private var program: Program
  private var followers: [Set<Int>]

  /// The program with its nodes' dependencies complete and its nodes in the order of the run.
  static func ordered(_ program: Program) throws(RunError) -> (Program, order: [Int]) {
    var ordering = Ordering(program)
    ordering.putWritersBehindPauses()
    ordering.putReadersBeforeWriters()
    return (ordering.program, try ordering.order())
  }

  private init(_ program: Program) {
    self.program = program
    followers = program.nodes.map { _ in [] }
    for (index, node) in program.nodes.enumerated() {
      for input in node.inputs {
        if let producer = program.values[input].producer { followers[producer].insert(index) }
      }
      for earlier in node.waitsFor { followers[earlier].insert(index) }
    }
  }

  /// Has variables keep their values until the run has paused for the last time: several plans may pause
  /// that write the same ones.
  private mutating func putWritersBehindPauses() {
    let pauses = program.nodes.indices.filter { program.nodes[$0].op.pausesRun }
    if pauses.isEmpty { return }
    var earlier: Set<Int> = []
    var open = pauses
    while let node = open.popLast() {
      guard earlier.insert(node).inserted else { continue }
      open += program.nodes[node].inputs.compactMap { program.values[$0].producer }
      open += program.nodes[node].waitsFor
    }
    for (index, node) in program.nodes.enumerated()
    where !node.op.writtenInputs.isEmpty && !earlier.contains(index) {
      for pause in pauses { wait(index, for: pause) }
    }
  }

  private mutating func putReadersBeforeWriters() {
    var writers: [String: [Int]] = [:]
    for (index, node) in program.nodes.enumerated() {
      for name in program.writes(node) { writers[name, default: []].append(index) }
    }
    for name in writers.keys.sorted() {
      let writersOfOne = writers[name]!
      for (first, second) in zip(writersOfOne, writersOfOne.dropFirst())
      where !reaches(second, first) {
        wait(second, for: first)
      }
      for read in program.nodes.indices where reads(read, name) {
        putBefore(writersOfOne, read: read)
      }
    }
  }

  /// Whether a node makes the value of a variable from its handle.
  private func reads(_ node: Int, _ variable: String) -> Bool {
    let node = program.nodes[node]
    guard case .input(let index) = node.op.memory, let output = node.outputs.first else {
      return false
    }
    let isHandle = program.values[node.inputs[index]].spec.dtype == .resource
    return isHandle && program.variable(of: output)?.name == variable
  }

  /// Has everyone who uses a read done so before each of `writers` that the read doesn't follow.
  private mutating func putBefore(_ writers: [Int], read: Int) {
    let value = program.nodes[read].outputs[0]
    let users = program.nodes.indices.filter { user in
      user != read
        && program.nodes[user].inputs.contains {
          program.root(of: $0) == program.root(of: value) && isMade($0, by: read)
        }
    }
    let isFetched = program.fetches.contains { isMade($0, by: read) }
    for writer in writers where !reaches(writer, read) {
      let late = users.contains { $0 != writer && reaches(writer, $0) }
      if isFetched || late {
        program.nodes[read].copies = true
        wait(writer, for: read)
        continue
      }
      for user in users where user != writer { wait(writer, for: user) }
      wait(writer, for: read)
    }
  }

  /// Whether a value comes from a read without being computed from it: the read's own output or
  /// another name of the same bytes.
  private func isMade(_ value: Int, by read: Int) -> Bool {
    guard let producer = program.values[value].producer else { return false }
    if producer == read { return true }
    let node = program.nodes[producer]
    guard case .input(let index) = node.op.memory, node.outputs.first == value else { return false }
    return isMade(node.inputs[index], by: read)
  }

  private mutating func wait(_ later: Int, for earlier: Int) {
    program.nodes[later].waitsFor.insert(earlier)
    followers[earlier].insert(later)
  }

  /// Whether `target` must run after `start`.
  private func reaches(_ start: Int, _ target: Int) -> Bool {
    var seen: Set<Int> = []
    var open = [start]
    while let node = open.popLast() {
      if node == target { return true }
      if seen.insert(node).inserted { open += followers[node] }
    }
    return false
  }

  /// The nodes in the order of creation as far as their dependencies allow it, but for those that run
  /// as soon as they can.
  private func order() throws(RunError) -> [Int] {
    var missing = [Int](repeating: 0, count: followers.count)
    for next in followers { for node in next { missing[node] += 1 } }
    var ready = Set(missing.indices.filter { missing[$0] == 0 })
    var order: [Int] = []
    while let node = ready.filter({ program.nodes[$0].op.runsAtOnce }).min() ?? ready.min() {
      ready.remove(node)
      order.append(node)
      for next in followers[node] {
        missing[next] -= 1
        if missing[next] == 0 { ready.insert(next) }
      }
    }
    if order.count < missing.count {
      let stuck = missing.indices.filter { missing[$0] > 0 }.map { program.nodes[$0].name }
      throw .deadlock(names: stuck)
    }
    return order
  }
}
