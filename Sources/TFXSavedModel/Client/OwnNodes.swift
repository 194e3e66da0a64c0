import SwiftProtobuf
import TFXCore
package import TFXGraph
import TFXOps

// Between tfx's own client and server, operations that TensorFlow has not, or has in another form, are
// nodes of their own type behind this prefix, with their fields as attributes.
private let ownPrefix = "Tfx>"

/// Gradients whose attributes are no fields, with the operations that they are the gradients of: those of
/// dy, input 0, and of x, input 1, by the attribute that is theirs.
private let derivedTypes: [String: @Sendable (ImportSite, Output) throws -> Operation] = [
  "ReductionGrad": { site, x in
    let axes = site.node.attributes["axis"].flatMap { AttributeValue($0) }
    let all = AttributeValue.ints(Array(0..<x.shape.rank))
    let fields = ["axis": axes == .string("all") ? all : axes ?? all]
    return try site.operation(site.bool("mean") ? "Mean" : "Sum", [x], fields)
  }
]

/// Writes a graph for a server of tfx's, those parts of it that are new.
package struct GraphPieces {
  private var sent: Set<String> = []
  private var operationCount = 0

  package init() {}

  /// The nodes that a graph has more than the last time, as a `GraphDef`; nil if there are none.
  package mutating func next(of graph: Graph) throws(SavedModelError) -> [UInt8]? {
    if graph.operations.count == operationCount { return nil }
    let exporter = GraphExporter(graph)
    exporter.hasOwnNodes = true
    try exporter.add(graph.operations.filter { $0.region == nil })
    var piece = exporter.graphDef
    piece.node.removeAll { sent.contains($0.name) }
    sent.formUnion(piece.node.map(\.name))
    operationCount = graph.operations.count
    return piece.deterministicBytes
  }
}

extension ExportSite {
  /// Whether the operation is better written as tfx's own: one of random numbers, which TensorFlow draws
  /// in another way.
  var isOwn: Bool { operation.definition.attributes.contains { $0.name == "stream" } }

  /// Adds a node of tfx's own.
  ///
  /// - Throws: For an operation whose fields don't say all of it.
  func emitOwn() throws(SavedModelError) {
    let attributes = operation.definition.attributes
    let values = Dictionary(
      attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    guard derivedTypes[operation.type] != nil || isWhole(operation.definition, values) else {
      throw unsupported("its fields don't say all of it, so that it cannot be sent to a server")
    }
    emit(
      ownPrefix + operation.type, operation.inputs.map { exporter.name(of: $0) }, values)
  }

  /// Whether an operation that is read from attributes is the same again.
  private func isWhole<Op: OpDefinition>(
    _ definition: Op, _ values: [String: AttributeValue]
  ) -> Bool {
    guard let read = try? AttributeReader.read(Op.self, values) else { return false }
    // The stream follows from the name.
    func said(_ op: Op) -> [Attribute] { op.attributes.filter { $0.name != "stream" } }
    return said(read) == said(definition)
  }
}

extension ImportSite {
  /// Whether the node is one of tfx's own.
  static func isOwn(_ op: String) -> Bool { op.hasPrefix(ownPrefix) }

  /// The operation that a node of tfx's own is.
  func own() throws -> GraphImporter.Imported {
    let type = String(node.op.dropFirst(ownPrefix.count))
    guard ImportSite.hasOperation(type) else {
      throw SavedModelError.unknownOperation(op: node.op, node: node.name)
    }
    var tensors: [Output] = []
    for index in inputs.indices {
      tensors.append(try inputs[index].node.variable?.handle ?? input(index))
    }
    if let forward = derivedTypes[type] {
      guard tensors.count == 2 else { throw unsupported("it has \(tensors.count) inputs, not 2") }
      return try imported([gradient(of: forward(self, tensors[1]), tensors[0])])
    }
    let operation = try operation(type, tensors)
    var result = try imported(operation.outputs)
    result.operation = operation
    return result
  }
}
