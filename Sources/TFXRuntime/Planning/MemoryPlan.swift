import TFXCore
import TFXOps

/// Where each value of a program lies. Values that are not alive at the same time share bytes.
struct MemoryPlan {
  /// The bytes of one or more values.
  enum Place: Equatable {
    /// At an offset of the plan's arena.
    case arena(Int)
    case variable(String)
    /// In the constant that a node holds.
    case constant(node: Int)
  }

  /// A stretch of the run, in positions of the order, during which bytes must be kept.
  struct Life {
    var start: Int
    var end: Int
    var byteCount: Int

    func overlaps(_ other: Life) -> Bool { start <= other.end && other.start <= end }
  }

  /// The place of each value.
  private(set) var places: [Place] = []
  /// The size of the arena.
  private(set) var byteCount = 0
  /// The buffers of the arena with their lives and offsets, for the verifier and the dump.
  private(set) var buffers: [(life: Life, offset: Int)] = []

  /// Plans the memory of a program whose nodes run in the given order.
  init(_ program: Program, order: [Int]) {
    var owner = program.values.indices.map { program.root(of: $0) }
    var lives = MemoryPlan.lives(program, order, &owner)
    let handedOver = MemoryPlan.handedOver(program, order, owner, lives)
    for root in handedOver.keys { lives[root] = nil }
    let offsets = place(lives)
    places = program.values.indices.map { value in
      let root = owner[value]
      if let variable = handedOver[root] { return .variable(variable) }
      if let offset = offsets[root] { return .arena(offset) }
      let node = program.values[root].producer!
      switch program.nodes[node].op.memory {
      case .variable(let name, _): return .variable(name)
      case .constant: return .constant(node: node)
      case .buffer, .input, .feed:
        preconditionFailure("'\(program.values[value].name)' has no buffer (planner bug)")
      }
    }
  }

  /// The lives of the values that need a buffer, by the value that owns it. A result that may
  /// overwrite an input joins the input's buffer: `owner` is changed accordingly.
  private static func lives(
    _ program: Program, _ order: [Int], _ owner: inout [Int]
  ) -> [Int: Life] {
    let end = order.count
    var position = [Int](repeating: 0, count: program.nodes.count)
    for (place, node) in order.enumerated() { position[node] = place }

    var lastUse = [Int](repeating: -1, count: program.values.count)
    for (index, node) in program.nodes.enumerated() {
      for (place, input) in node.inputs.enumerated() where !node.op.shapeOnlyInputs.contains(place)
      {
        lastUse[owner[input]] = max(lastUse[owner[input]], position[index])
      }
    }
    // A feed may be filled once for several runs, so it is kept as a fetch is.
    for value in program.fetches + program.feeds { lastUse[owner[value]] = end }

    var lives: [Int: Life] = [:]
    for feed in program.feeds {
      lives[feed] = Life(start: -1, end: end, byteCount: program.values[feed].byteCount)
    }
    for index in order {
      let node = program.nodes[index]
      for (place, output) in node.outputs.enumerated() where owner[output] == output {
        if place == 0 {
          switch node.op.memory {
          case .variable, .constant: continue
          case .buffer, .input, .feed: break
          }
          let host = overwritable(program, node, output, at: position[index], owner, lives)
          if let host {
            lives[host]!.end = max(lastUse[output], position[index])
            for value in owner.indices where owner[value] == output { owner[value] = host }
            continue
          }
        }
        lives[output] = Life(
          start: position[index], end: max(lastUse[output], position[index]),
          byteCount: program.values[output].byteCount)
      }
    }
    return lives
  }

  /// The owner of the buffer of an input that output 0 of a node may overwrite.
  private static func overwritable(
    _ program: Program, _ node: Program.Node, _ output: Int, at position: Int, _ owner: [Int],
    _ lives: [Int: Life]
  ) -> Int? {
    for index in node.op.inPlaceInputs where node.inputs.indices.contains(index) {
      let host = owner[node.inputs[index]]
      let isSingle = node.inputs.filter { owner[$0] == host }.count == 1
      if isSingle, let life = lives[host], life.end == position, life.start >= 0,
        life.byteCount == program.values[output].byteCount
      {
        return host
      }
    }
    return nil
  }

  /// The values that are computed in the memory of a variable that they become, by the value that owns
  /// the buffer. Nothing else touches that variable in the run, and nobody reads the value afterwards: it
  /// belongs to the program then.
  private static func handedOver(
    _ program: Program, _ order: [Int], _ owner: [Int], _ lives: [Int: Life]
  ) -> [Int: String] {
    var variables: [Int: String] = [:]
    // Before a pause nothing is written.
    let lastPause = order.lastIndex { program.nodes[$0].op.pausesRun } ?? -1
    for (position, index) in order.enumerated() {
      let node = program.nodes[index]
      guard let input = node.op.inputOfVariable,
        let variable = program.variable(of: node.inputs[0]),
        let life = lives[owner[node.inputs[input]]], life.start > lastPause,
        life.end == position,
        life.byteCount == variable.spec.byteCount,
        !(program.fetches + program.feeds).contains(where: {
          owner[$0] == owner[node.inputs[input]]
        })
      else { continue }
      let isOwn = program.nodes.enumerated().allSatisfy { other, user in
        other == index
          || !user.inputs.contains { program.variable(of: $0)?.name == variable.name }
      }
      if isOwn { variables[owner[node.inputs[input]]] = variable.name }
    }
    return variables
  }

  /// Gives each buffer an offset: the largest first, each in the smallest gap among those that
  /// live at the same time (greedy by size, Pisarchyk and Lee, 2020).
  private mutating func place(_ lives: [Int: Life]) -> [Int: Int] {
    var offsets: [Int: Int] = [:]
    let bySize = lives.sorted { ($1.value.byteCount, $0.key) < ($0.value.byteCount, $1.key) }
    for (value, life) in bySize {
      let others = buffers.filter { $0.life.overlaps(life) }.sorted { $0.offset < $1.offset }
      let size = Arena.aligned(life.byteCount)
      var best: (offset: Int, gap: Int)?
      var free = 0
      for other in others {
        let gap = other.offset - free
        if gap >= size, gap < best?.gap ?? .max { best = (free, gap) }
        free = max(free, other.offset + Arena.aligned(other.life.byteCount))
      }
      let offset = best?.offset ?? free
      offsets[value] = offset
      buffers.append((life, offset))
      byteCount = max(byteCount, offset + size)
    }
    return offsets
  }
}

extension Program.Value {
  fileprivate var byteCount: Int { spec.byteCount }
}
