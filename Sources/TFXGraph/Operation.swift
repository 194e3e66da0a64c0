public import TFXCore

/// A node of a graph: an operation with its inputs.
public final class Operation: @unchecked Sendable {
  // Everything is set when the graph makes the node and never changes after, so it can be shared.

  /// The graph that it belongs to.
  public unowned let graph: Graph
  /// Its place in the order of creation, which is a topological order.
  public let id: Int
  /// Its unique name with its scopes: `dense/MatMul`.
  public let name: String
  /// Its type, attributes, shapes and gradient.
  public let definition: any OpDefinition
  /// The edges that come in.
  public let inputs: [Output]
  /// Operations that must have run before.
  public let controlInputs: [Operation]
  /// The device that it asks for, such as `/cpu:1`; empty for any.
  public let device: String
  /// The region that it belongs to; nil for the graph itself.
  package let region: Region?
  /// What is known of its outputs.
  public let outputSpecs: [TensorSpec]

  init(
    graph: Graph, id: Int, name: String, definition: any OpDefinition, inputs: [Output],
    controlInputs: [Operation], device: String, region: Region?, outputSpecs: [TensorSpec]
  ) {
    self.graph = graph
    self.id = id
    self.name = name
    self.definition = definition
    self.inputs = inputs
    self.controlInputs = controlInputs
    self.device = device
    self.region = region
    self.outputSpecs = outputSpecs
  }

  /// The type's name: `MatMul`.
  public var type: String { Swift.type(of: definition).type }

  /// One of the edges that go out.
  public func output(_ index: Int) -> Output {
    precondition(
      outputSpecs.indices.contains(index),
      "output \(index) of '\(name)', which has \(outputSpecs.count)")
    return Output(operation: self, index: index)
  }

  /// All edges that go out.
  public var outputs: [Output] { outputSpecs.indices.map { output($0) } }

  /// The edge that comes in at an index.
  public subscript(input: Int) -> Output { inputs[input] }
}

extension Operation: Hashable {
  public static func == (left: Operation, right: Operation) -> Bool { left === right }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Operation: CustomStringConvertible {
  public var description: String { "\(type) '\(name)'" }
}

/// An edge of a graph: one output of an operation.
public struct Output: Hashable, Sendable {
  /// The operation that makes it.
  public let operation: Operation
  /// Which of the operation's outputs it is.
  public let index: Int

  init(operation: Operation, index: Int) {
    self.operation = operation
    self.index = index
  }

  /// The graph that it belongs to.
  public var graph: Graph { operation.graph }
  /// What is known of its shape and element type.
  public var spec: TensorSpec { operation.outputSpecs[index] }
  /// What is known of its shape.
  public var shape: Shape { spec.shape }
  /// Its element type.
  public var dtype: DType { spec.dtype }

  /// TensorFlow's name of the edge: `dense/MatMul:0`.
  public var name: String { "\(operation.name):\(index)" }
}

extension Output: CustomStringConvertible {
  public var description: String { "\(name) \(spec)" }
}
