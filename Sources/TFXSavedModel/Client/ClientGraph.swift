import SwiftProtobuf
package import TFXCore
package import TFXGraph
import TFXOps

/// A graph that a client sends piece by piece, and of which it runs parts: what a server keeps of it.
///
/// Each part becomes a graph of its own, for the shapes that are fed: shapes that TensorFlow computes
/// while it runs are mostly constants then. Parts that were made stay as they are when nodes are added.
package struct ClientGraph: Sendable {
  var table: NodeTable
  let place: ClientPlace

  /// A part of the graph that can be run.
  package struct Part: Sendable {
    package let graph: Graph
    /// The outputs that were asked for, in order.
    package let fetches: [Output]
    /// The operations to be run, in order but for those that do nothing.
    package let targets: [Operation]
    /// The placeholders of the feeds, in order.
    package let feeds: [Output]
    /// A scalar to be fed with the number of runs, where random numbers are drawn.
    package let runCount: Output?
  }

  /// An empty graph.
  package init(_ place: ClientPlace) {
    table = NodeTable(source: "the graph")
    self.place = place
  }

  /// Whether something of a session has its name in one of some containers; in any if none is given.
  package static func isName(_ name: String, inOneOf containers: [String]) -> Bool {
    containers.isEmpty
      || containers.contains { name.hasPrefix(FlatNode.prefix(ofContainer: $0)) }
  }

  /// Adds the nodes of a `GraphDef` in binary; none if it throws.
  package mutating func extend(_ bytes: [UInt8]) throws(SavedModelError) {
    guard let proto = try? ProtoGraphDef(serializedBytes: bytes) else {
      throw .malformed(file: table.source, reason: "it is no GraphDef, or cut off")
    }
    var extended = table
    for node in proto.node where table[node.name] != nil {
      throw .duplicateNode(name: node.name)
    }
    try extended.add(proto)
    table = extended
  }

  /// The part that computes some outputs, and runs some nodes, by their names.
  ///
  /// - Parameter feeds: The outputs whose values are given, with their shapes and types.
  package func part(
    fetches: [String], targets: [String], feeds: [(name: String, spec: TensorSpec)]
  ) throws(SavedModelError) -> Part {
    try imported(fetches: fetches, targets: targets, feeds: feeds).part
  }

  /// The same, with what has become of each node.
  func imported(
    fetches: [String], targets: [String], feeds: [(name: String, spec: TensorSpec)]
  ) throws(SavedModelError) -> (part: Part, importer: GraphImporter) {
    var request = ClientRequest(place: place)
    for feed in feeds {
      guard let reference = NodeReference(feed.name), reference.index != nil,
        let node = table[reference.name]
      else { throw .noNode(name: feed.name, role: .feed) }
      try ClientRequest.check(feed.spec, of: node)
      if request.feeds.updateValue(feed.spec, forKey: reference) != nil {
        throw .fedTwice(name: feed.name)
      }
    }
    let importer = try GraphImporter(table, for: request)
    try importer.findControlFlow(
      from: (fetches + targets).compactMap { NodeReference($0)?.name })
    var outputs: [Output] = []
    for name in fetches {
      guard let reference = NodeReference(name), reference.index != nil,
        table[reference.name] != nil
      else { throw .noNode(name: name, role: .fetch) }
      if let placeholder = importer.placeholder(of: reference) {
        outputs.append(placeholder)
      } else {
        outputs.append(try importer.output(named: name))
      }
    }
    var operations: [Operation] = []
    for name in targets {
      guard let reference = NodeReference(name), table[reference.name] != nil else {
        throw .noNode(name: name, role: .target)
      }
      operations += try importer.operations(of: NodeReference(name: reference.name, index: nil))
    }
    let graph = importer.graph
    let others = operations + outputs.map(\.operation)
    for (place, name) in fetches.enumerated()
    where importer.placeholder(of: NodeReference(name)!) == nil {
      let (node, _) = try importer.result(NodeReference(name)!)
      outputs[place] = try importer.last(outputs[place], of: node, after: others)
    }
    let part = Part(
      graph: graph, fetches: outputs, targets: operations,
      feeds: feeds.map { importer.placeholder(of: NodeReference($0.name)!)! },
      runCount: importer.runCount)
    return (part, importer)
  }
}

/// What a client's graph finds where it runs.
package struct ClientPlace: Sendable {
  /// The processors that nodes may ask for; other devices are refused. The first one runs what asks for
  /// none, and belongs to the server that the client talks to; each of the others is another server's.
  package var devices: [DeviceName]
  /// Unless any device may stand in for them.
  package var allowsSoftPlacement: Bool
  /// The folder of all files that nodes read or write; nil if they may not.
  package var folder: String?

  /// One processor, and no files.
  package init(
    devices: [DeviceName] = [DeviceName(cpu: 0)], allowsSoftPlacement: Bool = false,
    folder: String? = nil
  ) {
    self.devices = devices
    self.allowsSoftPlacement = allowsSoftPlacement
    self.folder = folder
  }

  /// The whole names of the processors.
  package var names: [String] { devices.map(\.description) }

  /// The number of the device that a node asks for; nil if any will do.
  ///
  /// - Throws: If it is not there.
  func device(of node: FlatNode) throws(SavedModelError) -> Int? {
    if node.device.isEmpty { return nil }
    guard let name = DeviceName(node.device) else {
      throw .badDevice(node: node.name, device: node.device, available: names)
    }
    if let found = devices.firstIndex(where: { name.accepts($0) }) { return found }
    if allowsSoftPlacement { return devices.firstIndex { name.anyType.accepts($0) } }
    throw .badDevice(node: node.name, device: node.device, available: names)
  }
}

/// What a part of a client's graph is for.
struct ClientRequest {
  let place: ClientPlace
  var feeds: [NodeReference: TensorSpec] = [:]

  init(place: ClientPlace) { self.place = place }

  /// Throws if a placeholder cannot have what is fed.
  static func check(_ spec: TensorSpec, of node: FlatNode) throws(SavedModelError) {
    guard node.op == "Placeholder" || node.op == "PlaceholderV2" else { return }
    let dtype = node.attributes["dtype"]?.type.dtype
    let shape = node.attributes["shape"]?.shape.shape
    let isRight =
      (dtype.map { $0 == spec.dtype } ?? true) && (shape.map { $0.accepts(spec.shape) } ?? true)
    // TensorFlow writes a shape of no axes where nothing is known.
    if !isRight, !(dtype == spec.dtype && shape?.rank == 0) {
      throw .misfed(
        name: node.name, expected: "\(dtype.map { "\($0)" } ?? "")\(shape.map { "\($0)" } ?? "")",
        found: "\(spec)")
    }
  }

  /// Throws if a node cannot be run here, or lacks a feed.
  func check(_ node: FlatNode, in table: NodeTable) throws(SavedModelError) {
    _ = try place.device(of: node)
    if node.op == "Placeholder" || node.op == "PlaceholderV2" {
      throw .unfed(
        node: node.name, dtype: node.attributes["dtype"]?.type.dtype,
        shape: node.attributes["shape"]?.shape.shape)
    }
  }
}
