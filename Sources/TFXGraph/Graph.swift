import Synchronization
import TFXCore

/// A dataflow graph, as TensorFlow 1 has it: operations are added, never changed or removed, and
/// a session runs what is fetched.
///
/// Build a graph from one task at a time; a finished one can be shared.
public final class Graph: @unchecked Sendable {
  /// Every operation, in the order of creation: inputs come before those who use them.
  public private(set) var operations: [Operation] = []
  /// Every variable, in the order of creation.
  public private(set) var variables: [Variable] = []
  /// The seed of all random operations; change it before adding them.
  public var seed: UInt64

  private var operationsByName: [String: Operation] = [:]
  private var variablesByName: [String: Variable] = [:]
  private var nameCounts: [String: Int] = [:]
  private var collectionsByName: [String: [CollectionItem]] = [:]
  var scopes = Scopes()

  /// An empty graph.
  public init(seed: UInt64 = 0) { self.seed = seed }

  /// Adds an operation.
  ///
  /// - Parameters:
  ///   - definition: What kind of operation it is.
  ///   - inputs: The edges that come in, all of this graph.
  ///   - name: Its name within the current scope; its type if nil. Made unique by `_1`, `_2`, ….
  ///   - controlInputs: Operations that must run before it, besides those in force.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if it cannot take the inputs.
  @discardableResult
  public func add(
    _ definition: some OpDefinition, _ inputs: [Output] = [], name: String? = nil,
    controlInputs: [Operation] = []
  ) throws(GraphError) -> Operation {
    let type = Swift.type(of: definition).type
    let scopedName = scopes.path + (name ?? type)
    for input in inputs where input.graph !== self { throw .foreign(node: input.name) }
    let specs: [TensorSpec]
    do {
      specs = try definition.checkedSpecs(
        InputSpecs(
          inputs.map(\.spec), values: inputs.map { $0.operation.definition.constantValue }))
    } catch {
      throw .invalid(op: type, node: scopedName, error)
    }
    var control: [Operation] = []
    for operation in scopes.control + controlInputs where !control.contains(operation) {
      if operation.graph !== self { throw .foreign(node: operation.name) }
      control.append(operation)
    }
    let operation = Operation(
      graph: self, id: operations.count, name: uniqueName(scopedName), definition: definition,
      inputs: inputs, controlInputs: control, device: scopes.device,
      region: scopes.region, outputSpecs: specs)
    operations.append(operation)
    operationsByName[operation.name] = operation
    return operation
  }

  /// The operation of the given name.
  public func operation(named name: String) throws(GraphError) -> Operation {
    guard let operation = operationsByName[name] else { throw .unknownName(name) }
    return operation
  }

  /// The edge of the given name: `dense/MatMul:0`, or `dense/MatMul` for its first.
  public func output(named name: String) throws(GraphError) -> Output {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let operation = operationsByName[String(parts[0])],
      let index = parts.count == 2 ? Int(parts[1]) : 0,
      operation.outputSpecs.indices.contains(index)
    else { throw .unknownName(name) }
    return operation.output(index)
  }

  /// The variable of the given scoped name, if there is one.
  public func variable(named name: String) -> Variable? { variablesByName[name] }

  /// Takes note of a variable whose operations are in the graph.
  package func register(_ variable: Variable) throws(GraphError) {
    if variablesByName[variable.name] != nil { throw .variableExists(name: variable.name) }
    variablesByName[variable.name] = variable
    variables.append(variable)
    addToCollection(GraphKeys.globalVariables, .variable(variable))
    if variable.isTrainable {
      addToCollection(GraphKeys.trainableVariables, .variable(variable))
    }
  }

  /// Puts something at the end of a collection, which need not exist before.
  public func addToCollection(_ name: String, _ item: CollectionItem) {
    collectionsByName[name, default: []].append(item)
  }

  /// What has been put into a collection, in order; nothing if there is no such collection.
  public func collection(_ name: String) -> [CollectionItem] {
    collectionsByName[name, default: []]
  }

  /// The names of the collections that hold something, in alphabetical order.
  public var collectionNames: [String] { collectionsByName.keys.sorted() }

  /// Removes everything. Outputs and operations made before must not be used any more.
  public func reset() {
    operations = []
    variables = []
    operationsByName = [:]
    variablesByName = [:]
    nameCounts = [:]
    collectionsByName = [:]
    scopes = Scopes()
  }

  /// `name` if nothing has it yet, else with the first free `_1`, `_2`, … behind it. Names differ
  /// by more than case, as in TensorFlow, so that they can be file names anywhere.
  func uniqueName(_ name: String) -> String {
    var count = nameCounts[name.lowercased(), default: 0]
    var unique = name
    if count > 0 {
      repeat {
        unique = "\(name)_\(count)"
        count += 1
      } while nameCounts[unique.lowercased()] != nil
      nameCounts[unique.lowercased()] = 1
    }
    nameCounts[name.lowercased()] = max(count, 1)
    return unique
  }
}

extension Graph {
  @TaskLocal private static var scoped: Graph?
  private static let root = Locked(Graph())

  /// The graph of the innermost ``asDefault(_:)``; outside of any, one for the whole program.
  public static var `default`: Graph { scoped ?? root.withLock { $0 } }

  /// Runs `body` with this as the default graph.
  public func asDefault<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Graph.$scoped.withValue(self, operation: body)
  }

  /// Puts an empty graph in the place of the program's default one.
  public static func resetDefault() {
    root.withLock { $0 = Graph() }
  }
}
