package import TFXCore
import TFXGraph
import TFXOps

extension ClientGraph {
  /// A part of the graph as several tasks run it.
  package struct Cut: Sendable {
    /// Each piece needs only those before it.
    package var pieces: [ClientPiece]
    /// The names of what is fetched, and of what is fed, as the pieces call it.
    package var fetches: [String]
    package var feeds: [String]
  }

  /// The pieces that tasks make of a request; nil if the first device runs all of it.
  package func cut(
    fetches: [String], targets: [String], feeds: [(name: String, spec: TensorSpec)]
  ) throws(SavedModelError) -> Cut? {
    if place.devices.count == 1 { return nil }
    let fed = Set(feeds.compactMap { NodeReference($0.name) })
    let wanted = fetches.compactMap { NodeReference($0) }.filter { !fed.contains($0) }
    let roots = wanted.map(\.name) + targets.compactMap { NodeReference($0)?.name }
    var seen: Set<String> = []
    var (open, isElsewhere) = (roots, false)
    while let name = open.popLast() {
      guard seen.insert(name).inserted, let node = table[name] else { continue }
      if try (place.device(of: node) ?? 0) != 0 { isElsewhere = true }
      open += node.inputs.filter { !fed.contains($0) }.map(\.name) + node.controls
    }
    if !isElsewhere { return nil }
    // Whatever one server would refuse is refused here, too.
    let importer = try imported(fetches: fetches, targets: targets, feeds: feeds).importer
    let net = NodeNet(table, importer, from: roots, fed: fed)
    var cutter = Cutter(net, try Placement(net, place), place.names)
    func names(_ texts: [String]) -> [String] {
      texts.compactMap { NodeReference($0)?.description }
    }
    return Cut(
      pieces: try cutter.pieces(fetching: wanted), fetches: names(fetches),
      feeds: names(feeds.map(\.name)))
  }
}

/// Cuts the nodes of a run into pieces, by device and level. A node's level is the number of times that
/// something goes from task to task before it; what has one device and level is run in one go, when
/// everything that it receives has come. Pieces never wait for each other in a circle, whatever blocks
/// in them.
private struct Cutter {
  private let net: NodeNet
  private var placement: Placement
  private let names: [String]
  private var levels: [Int] = []

  /// How one node follows another.
  private enum Order {
    /// What comes before can be had everywhere, or is not waited for.
    case free
    case same
    /// In another task.
    case later
  }

  fileprivate struct Key: Hashable, Comparable {
    var level: Int
    var device: Int

    static func < (a: Key, b: Key) -> Bool { (a.level, a.device) < (b.level, b.device) }
  }

  init(_ net: NodeNet, _ placement: Placement, _ names: [String]) {
    (self.net, self.placement, self.names) = (net, placement, names)
  }

  private func key(_ index: Int) -> Key {
    Key(level: levels[index], device: placement.devices[index])
  }

  private func order(_ index: Int, after reference: NodeReference, at place: Int) -> Order {
    let (node, input) = (net.nodes[index], net.nodes[place])
    let isLocal = placement.devices[index] == placement.devices[place]
    if reference.index == nil {
      if !net.isEffect(input) { return .free }
    } else if net.isSource(input) {
      // Every piece of its task has it.
      return isLocal ? .free : .later
    } else if !net.isInner(input), !net.isInner(node), net.constant(reference) != nil {
      return .free
    }
    return isLocal ? .same : .later
  }

  /// Finds the levels.
  private mutating func findLevels() throws(SavedModelError) {
    var segments = placement.segments
    let groups = net.nodes.indices.map { segments.group(of: $0) }
    struct Edge {
      var to: Int
      var distance: Int
    }
    var next: [Int: [Edge]] = [:]
    var waiting: [Int: Int] = [:]
    for index in net.needed {
      for reference in net.needs(of: net.nodes[index]) {
        guard let place = net.places[reference.name], groups[place] != groups[index] else {
          continue
        }
        let order = order(index, after: reference, at: place)
        if order == .free { continue }
        next[groups[place], default: []].append(
          Edge(to: groups[index], distance: order == .later ? 1 : 0))
        waiting[groups[index], default: 0] += 1
      }
    }
    var found = [Int](repeating: 0, count: net.nodes.count)
    var sorted: [Int] = []
    var open = Set(groups[0..<net.neededCount]).filter { waiting[$0] == nil }.sorted()
    while let group = open.popLast() {
      sorted.append(group)
      for edge in next[group] ?? [] {
        found[edge.to] = max(found[edge.to], found[group] + edge.distance)
        waiting[edge.to]! -= 1
        if waiting[edge.to] == 0 { open.append(edge.to) }
      }
    }
    // Branches and their gradients share nodes: what needs each other in a circle has one level.
    let stuck = Set(groups[0..<net.neededCount]).filter { waiting[$0] ?? 0 > 0 }.sorted()
    var (isChanging, rounds) = (!stuck.isEmpty, 0)
    while isChanging {
      isChanging = false
      for group in stuck {
        for edge in next[group] ?? [] where found[edge.to] < found[group] + edge.distance {
          found[edge.to] = found[group] + edge.distance
          isChanging = true
        }
      }
      rounds += 1
      if rounds > Cutter.roundLimit { throw spanning(net.nodes[stuck[0]]) }
    }
    // What changes nothing is computed with those who need it, so that there are few pieces.
    let sizes = Dictionary(grouping: net.needed, by: { groups[$0] }).mapValues(\.count)
    for group in sorted.reversed() where sizes[group] == 1 {
      let node = net.nodes[group]
      if net.isEffect(node) || net.isHandle(node) || holdsHandle(node) { continue }
      if let last = (next[group] ?? []).map({ found[$0.to] - $0.distance }).min() {
        found[group] = max(found[group], last)
      }
    }
    levels = groups.map { found[$0] }
  }

  /// More rounds of levels than any graph needs in which nothing goes to another task and back.
  private static let roundLimit = 1000

  private func spanning(_ node: FlatNode) -> SavedModelError {
    .unsupported(
      op: node.op, node: node.name,
      reason: "a tf.cond or tf.while_loop, or what its gradient reads again, goes through another "
        + "task and back; put all of it in one task with tf.device")
  }

  private func device(of name: String) -> Int? {
    net.places[name].map { placement.devices[$0] }
  }

  private func holdsHandle(_ node: FlatNode) -> Bool {
    node.inputs.contains { input in net.table[input.name].map { net.isHandle($0) } ?? false }
  }

  /// The pieces, each behind those that it needs.
  mutating func pieces(fetching fetches: [NodeReference]) throws(SavedModelError) -> [ClientPiece] {
    try findLevels()
    var drafts: [Key: Draft] = [:]
    for index in net.needed where net.acts(net.nodes[index]) {
      drafts[key(index), default: Draft()].targets.append(net.nodes[index].name)
    }
    for fetch in fetches {
      guard let index = net.places[fetch.name] else { continue }
      var key = key(index)
      if net.isSource(net.nodes[index]) {
        // As it is when all else is done.
        key.level = drafts.keys.filter { $0.device == key.device }.map(\.level).max() ?? 0
      }
      if drafts[key, default: Draft()].fetches.contains(fetch) { continue }
      drafts[key, default: Draft()].fetches.append(fetch)
    }
    // From the last to the first: what a piece receives, another before it has to send.
    var done: [Key: Draft] = [:]
    while let key = drafts.keys.max() {
      var draft = drafts.removeValue(forKey: key)!
      fill(&draft, at: key)
      for (source, references) in draft.receives {
        drafts[source, default: Draft()].sends[key] = references
        drafts[source]!.awaited.formUnion(draft.waits[source] ?? [])
      }
      done[key] = draft
    }
    return piecesOf(done)
  }

  private func piecesOf(_ drafts: [Key: Draft]) -> [ClientPiece] {
    let keys = drafts.keys.sorted()
    func transfer(_ source: Key, _ target: Key, _ references: [NodeReference])
      -> ClientPiece.Transfer
    {
      // TensorFlow's form of such keys.
      ClientPiece.Transfer(
        key: "\(names[source.device]);0000000000000001;\(names[target.device]);"
          + "edge_\(source.level)_\(target.level);0:0",
        source: names[source.device], names: references.map(\.description))
    }
    return keys.map { key in
      let draft = drafts[key]!
      var piece = ClientPiece(device: key.device)
      piece.graph = net.table.graphDef(of: draft.nodes).deterministicBytes
      piece.feeds = draft.feeds.map(\.description)
      piece.fetches = draft.fetches.map(\.description)
      piece.targets = draft.targets
      piece.receives = draft.receives.sorted { $0.key < $1.key }.map { transfer($0, key, $1) }
      piece.sends = draft.sends.sorted { $0.key < $1.key }.map { transfer(key, $0, $1) }
      return piece
    }
  }

  /// A piece while its nodes are gathered.
  fileprivate struct Draft {
    var nodes: [FlatNode] = []
    var targets: [String] = []
    var fetches: [NodeReference] = []
    var feeds: [NodeReference] = []
    /// What comes from pieces before; nothing where they are only waited for.
    var receives: [Key: [NodeReference]] = [:]
    var sends: [Key: [NodeReference]] = [:]
    /// What is only waited for in pieces before, with all that it waits for itself.
    var waits: [Key: Set<String>] = [:]
    /// What pieces behind wait for.
    var awaited: Set<String> = []
  }

  /// Gathers the nodes of a piece, with their inputs as they are there.
  private func fill(_ draft: inout Draft, at key: Key) {
    var open =
      draft.targets + draft.fetches.map(\.name) + draft.awaited.sorted()
      + draft.sends.sorted { $0.key < $1.key }.flatMap { $0.value.map(\.name) }
    var seen: Set<String> = []
    /// Nodes that only stand for what comes in.
    var stubs: [String: FlatNode] = [:]
    while let name = open.popLast() {
      guard seen.insert(name).inserted, let index = net.places[name] else { continue }
      var node = net.nodes[index]
      node.device = ""
      node.attributes["_class"] = nil
      node.inputs = node.inputs.map { reference in
        if net.fed.contains(reference) {
          if !draft.feeds.contains(reference) { draft.feeds.append(reference) }
          stubs[reference.name] = net.table[reference.name]?.stub()
          return reference
        }
        guard let place = net.places[reference.name] else { return reference }
        let input = net.nodes[place]
        let isLocal = placement.devices[place] == key.device
        if isLocal, net.isSource(input) || self.key(place) == key {
          open.append(reference.name)
          return reference
        }
        if let constant = net.constant(reference), !net.isInner(input) {
          let copy = input.constant(constant, reference)
          stubs[copy.name] = copy
          return NodeReference(name: copy.name, index: 0)
        }
        let source = net.source(of: input).name
        if isLocal, net.isHandle(input), device(of: source) == key.device {
          // What was done to it is done; it is there itself.
          draft.wait(for: input.name, at: self.key(place))
          open.append(source)
          return NodeReference(name: source, index: 0)
        }
        // The first kind of variables is sent as it is at the beginning.
        draft.receive(reference, from: self.key(place))
        stubs[reference.name] = stubs[reference.name] ?? input.stub("_Arg")
        return reference
      }
      node.controls = node.controls.filter { control in
        guard let place = net.places[control] else { return false }
        if self.key(place) == key {
          open.append(control)
          return true
        }
        if net.isEffect(net.nodes[place]) { draft.wait(for: control, at: self.key(place)) }
        return false
      }
      draft.nodes.append(node)
    }
    draft.nodes += stubs.values.filter { !seen.contains($0.name) }.sorted { $0.name < $1.name }
  }
}

extension Cutter.Draft {
  fileprivate mutating func receive(_ reference: NodeReference, from key: Cutter.Key) {
    if !receives[key, default: []].contains(reference) {
      receives[key, default: []].append(reference)
    }
  }

  fileprivate mutating func wait(for name: String, at key: Cutter.Key) {
    if receives[key] == nil { receives[key] = [] }
    waits[key, default: []].insert(name)
  }
}

extension FlatNode {
  /// A node that stands for one whose outputs are given.
  fileprivate func stub(_ op: String? = nil) -> FlatNode {
    var stub = FlatNode(
      name: name, op: op ?? self.op, attributes: [:], inputs: [], controls: [], depth: 0)
    if op == nil { stub.attributes = attributes }
    return stub
  }

  /// A constant in place of an output.
  fileprivate func constant(_ value: Tensor, _ reference: NodeReference) -> FlatNode {
    if op == "Const" { return stub() }
    return FlatNode(
      name: "\(name)/_output_\(reference.index ?? 0)", op: "Const",
      attributes: [
        "dtype": ProtoAttrValue(.type(value.dtype)), "value": ProtoAttrValue(.tensor(value)),
      ], inputs: [], controls: [], depth: 0)
  }
}
