import SwiftProtobuf
public import TFXGraph

/// A graph in TensorFlow's format: nodes with TensorFlow's operations, names and attributes, as
/// `tf.Graph.as_graph_def()` gives it and `tf.import_graph_def` takes it.
///
///     let text = try GraphDef(graph).text()
///     let graph = try GraphDef(text: text).graph()
public struct GraphDef: Sendable {
  let proto: ProtoGraphDef
  /// Where it comes from, for messages.
  private let source: String

  init(proto: ProtoGraphDef, source: String) {
    self.proto = proto
    self.source = source
  }

  /// The operations of a graph, or those of them that some outputs need.
  ///
  /// What TensorFlow takes as tensors and tfx as attributes (axes, shapes, permutations) becomes
  /// constants of its own; an operation that TensorFlow does not have becomes several.
  ///
  /// - Throws: ``SavedModelError/unsupported(op:node:reason:)`` for an operation that is only needed
  ///   in training, such as a gradient or an update, or that cannot be said in TensorFlow's terms.
  public init(_ graph: Graph, for outputs: [Output]? = nil) throws(SavedModelError) {
    let exporter = GraphExporter(graph)
    // What belongs to a branch or a loop becomes part of its functions.
    try exporter.add(
      outputs.map { GraphExporter.needed($0) } ?? graph.operations.filter { $0.region == nil })
    self.init(proto: exporter.graphDef, source: "the graph")
  }

  /// Reads a graph from its binary form.
  ///
  /// - Throws: ``SavedModelError/malformed(file:reason:)``.
  public init(serialized bytes: [UInt8]) throws(SavedModelError) {
    let source = "the binary GraphDef"
    do {
      self.init(proto: try ProtoGraphDef(serializedBytes: bytes), source: source)
    } catch {
      throw .malformed(file: source, reason: "it is none, or cut off")
    }
  }

  /// Reads a graph from its text form; fields that are not known here are passed over.
  ///
  /// - Throws: ``SavedModelError/malformed(file:reason:)``.
  public init(text: String) throws(SavedModelError) {
    let source = "the text of the GraphDef"
    var options = TextFormatDecodingOptions()
    options.ignoreUnknownFields = true
    do {
      self.init(
        proto: try ProtoGraphDef(textFormatString: text, options: options), source: source)
    } catch {
      throw .malformed(file: source, reason: "not protobuf's text format: \(error)")
    }
  }

  /// The binary form: the same bytes for the same graph.
  public func serialized() -> [UInt8] { proto.deterministicBytes }

  /// The text form.
  public func text() -> String { proto.textFormatString() }

  /// The nodes' names, in order.
  public var nodeNames: [String] { proto.node.map(\.name) }

  /// A graph of tfx with the same operations under the same names. Calls of functions are replaced
  /// by what they do; inputs that are constants become attributes where tfx has them so.
  ///
  /// - Throws: ``SavedModelError/unsupported(op:node:reason:)`` for an operation that is not known
  ///   here, ``SavedModelError/malformed(file:reason:)`` for a graph that makes no sense,
  ///   ``SavedModelError/graph(_:)`` for shapes and types that don't fit.
  public func graph() throws(SavedModelError) -> Graph {
    try graph(outputs: []).graph
  }

  /// The graph, and some outputs of it by their names in TensorFlow's graph. An output's name here
  /// may be another, as that of a variable's value is.
  ///
  /// - Throws: As ``graph()``; ``SavedModelError/malformed(file:reason:)`` for an output that is not
  ///   there.
  public func graph(
    outputs names: [String]
  ) throws(SavedModelError) -> (graph: Graph, outputs: [Output]) {
    let importer = try GraphImporter(proto, source: source)
    for node in proto.node {
      try importer.require(NodeReference(name: node.name, index: nil))
    }
    var outputs: [Output] = []
    for name in names { outputs.append(try importer.output(named: name)) }
    return (importer.graph, outputs)
  }
}

extension Message {
  /// The message in binary, with maps in the order of their keys.
  var deterministicBytes: [UInt8] {
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    do {
      return try serializedBytes(options: options)
    } catch {
      preconditionFailure("a message of our own cannot be written: \(error)")
    }
  }
}
