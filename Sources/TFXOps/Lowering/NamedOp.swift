package import TFXCore
package import TFXGraph

/// An operation that a file can name: its attributes are fields, under TensorFlow's names, so that
/// they are read with every mistake at its place, and listed in the reference.
package protocol NamedOp: OpDefinition, Configurable {
  /// Takes from the place where it is added what is no attribute, such as the stream of its random
  /// numbers, which is a function of its name.
  mutating func settle(
    in graph: Graph, _ inputs: [Output], name: String
  ) throws(ShapeError)
}

extension NamedOp {
  package mutating func fields(_ f: inout some FieldVisitor) {}

  // Here too, so that the operations' files need not import the module that has it.
  package func problems() -> [FieldProblem] { [] }

  package mutating func settle(
    in graph: Graph, _ inputs: [Output], name: String
  ) throws(ShapeError) {}
}

extension NamedOp {
  /// Adds the operation, whose attributes were read from a file, to a graph.
  package func added(
    to graph: Graph, _ inputs: [Output], name: String, controlInputs: [Operation]
  ) throws(GraphError) -> Operation {
    var definition = self
    do throws(ShapeError) {
      try definition.settle(in: graph, inputs, name: name)
    } catch {
      throw .invalid(op: Self.type, node: name, error)
    }
    return try graph.add(definition, inputs, name: name, controlInputs: controlInputs)
  }
}
