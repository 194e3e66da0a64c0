import TFXCore
import TFXGraph

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Turns operations into TensorFlow's nodes.
final class GraphExporter {
  private(set) var graphDef = ProtoGraphDef()
  private var names: Set<String>
  private var done: Set<Operation> = []
  /// Whether what TensorFlow has not is written as tfx's own nodes.
  var hasOwnNodes = false
  /// Outputs that go by another name: the arguments of a function.
  private let arguments: [Output: String]

  /// - Parameter arguments: What the nodes are given, with the names that it goes by.
  init(_ graph: Graph, arguments: [Output: String] = [:]) {
    names = Set(graph.operations.map(\.name)).union(arguments.values)
    self.arguments = arguments
    // What tf.import_graph_def looks at: operations as they are since TensorFlow 1.15.
    graphDef.versions.producer = 134
  }

  /// The operations that some outputs need, in the graph's order.
  static func needed(_ outputs: [Output]) -> [Operation] {
    var needed: Set<Operation> = []
    var open = outputs.map(\.operation)
    while let operation = open.popLast() {
      guard needed.insert(operation).inserted else { continue }
      open += operation.inputs.map(\.operation) + operation.controlInputs
      open += operation.regionHandles.map(\.operation)
    }
    return needed.sorted { $0.id < $1.id }
  }

  /// Adds operations whose inputs are added before or with them.
  func add(_ operations: [Operation]) throws(SavedModelError) {
    for operation in operations where done.insert(operation).inserted {
      let site = ExportSite(operation, self)
      let type = type(of: operation.definition)
      let refusal = type.nodeForm.refusal
      if hasOwnNodes, refusal != nil || site.isOwn {
        try site.emitOwn()
        continue
      }
      if let refusal { throw site.unsupported(refusal) }
      do {
        if let translation = translations[type.type] {
          try translation(site)
        } else if Signature.all[type.nodeType] != nil {
          try site.emitDeclared()
        } else {
          throw site.unsupported("it is not known to TensorFlow")
        }
      } catch let error as SavedModelError {
        throw error
      } catch {
        preconditionFailure("\(error) thrown while translating '\(operation.name)'")
      }
    }
  }

  /// Whether an operation was added.
  func isDone(_ operation: Operation) -> Bool { done.contains(operation) }

  /// Adds a node, under exactly this name.
  func add(_ node: ProtoNodeDef) { graphDef.node.append(node) }

  /// Adds a function.
  func add(_ function: ProtoFunctionDef) { graphDef.library.function.append(function) }

  /// The name of an edge.
  func name(of output: Output) -> String { arguments[output] ?? ExportSite.name(output) }

  /// `name`, or with the first free `_1`, `_2`, … behind it.
  func uniqueName(_ name: String) -> String {
    var unique = name
    var count = 0
    while !names.insert(unique).inserted {
      count += 1
      unique = "\(name)_\(count)"
    }
    return unique
  }

  /// Adds a constant node of its own; the name that it got.
  func constant(_ value: Tensor, _ name: String) -> String {
    let name = uniqueName(name)
    add(ProtoNodeDef("Const", name, [], ["dtype": .type(value.dtype), "value": .tensor(value)]))
    return name
  }
}

/// An operation on its way out.
struct ExportSite {
  let operation: Operation
  let exporter: GraphExporter

  init(_ operation: Operation, _ exporter: GraphExporter) {
    self.operation = operation
    self.exporter = exporter
  }

  /// The name of an input's edge.
  func input(_ index: Int) -> String { exporter.name(of: operation[index]) }

  static func name(_ output: Output) -> String {
    output.index == 0 ? output.operation.name : output.name
  }

  /// The element type of an input.
  func dtype(_ index: Int = 0) -> DType { operation[index].dtype }

  /// An attribute that the operation has.
  func attribute(_ name: String) throws(SavedModelError) -> AttributeValue {
    guard let attribute = operation.definition.attributes.first(where: { $0.name == name }) else {
      throw unsupported("it has no attribute '\(name)'")
    }
    return attribute.value
  }

  /// An attribute of whole numbers; nil for "all".
  func integers(_ name: String) throws(SavedModelError) -> [Int]? {
    switch try attribute(name) {
    case .int(let value): return [value]
    case .ints(let values): return values
    case .shape(let shape): return shape.dimensions
    case .string("all"): return nil
    case let value: throw unsupported("attribute '\(name)' is \(value)")
    }
  }

  func unsupported(_ reason: String) -> SavedModelError {
    .unsupported(op: operation.type, node: operation.name, reason: reason)
  }

  /// Adds the node that stands for the operation, under its name.
  func emit(
    _ op: String, _ inputs: [String], _ attributes: [String: AttributeValue] = [:]
  ) {
    var node = ProtoNodeDef(op, operation.name, inputs, attributes)
    node.input += operation.controlInputs.map { "^" + $0.name }
    node.device = operation.device
    exporter.add(node)
  }

  /// Adds a node that helps; the name that it got.
  func helper(
    _ op: String, _ name: String, _ inputs: [String], _ attributes: [String: AttributeValue]
  ) -> String {
    let name = exporter.uniqueName("\(operation.name)/\(name)")
    exporter.add(ProtoNodeDef(op, name, inputs, attributes))
    return name
  }

  /// Adds a constant of whole numbers (int32), a vector or a scalar.
  func constant(_ values: [Int], _ name: String, scalar: Bool = false) -> String {
    exporter.constant(
      Tensor(values.map { Int32(clamping: $0) }, shape: scalar ? .scalar : nil),
      "\(operation.name)/\(name)")
  }

  /// Adds a scalar constant of a number.
  func constant(_ value: Double, _ dtype: DType, _ name: String) -> String {
    exporter.constant(Tensor(value).converted(to: dtype), "\(operation.name)/\(name)")
  }
}

extension ProtoNodeDef {
  init(_ op: String, _ name: String, _ inputs: [String], _ attributes: [String: AttributeValue]) {
    self.init()
    self.op = op
    self.name = name
    input = inputs
    attr = attributes.mapValues { ProtoAttrValue($0) }
  }
}

extension ProtoAttrValue {
  init(_ value: AttributeValue) {
    self.init()
    switch value {
    case .int(let value): i = Int64(value)
    case .float(let value): f = Float(value)
    case .bool(let value): b = value
    case .string(let value): s = Data(value.utf8)
    case .type(let value): type = ProtoDataType(value)
    case .shape(let value): shape = ProtoTensorShapeProto(value)
    case .tensor(let value): tensor = ProtoTensorProto(value)
    case .ints(let values): list.i = values.map { Int64($0) }
    case .floats(let values): list.f = values.map { Float($0) }
    case .strings(let values): list.s = values.map { Data($0.utf8) }
    case .types(let values): list.type = values.map { ProtoDataType($0) }
    case .shapes(let values): list.shape = values.map { ProtoTensorShapeProto($0) }
    }
  }
}
