import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime

/// One try to make an operation do something wrong.
struct Attempt {
  /// Whether the graph knows the inputs' shapes and values when it is built, or the run only.
  enum Knowledge: String, CaseIterable {
    case constants
    case feeds
  }

  /// What is wrong with the way in which an operation takes the inputs of a mutation: nil if it
  /// computes something, or throws an error that says all that it must.
  static func complaint(
    _ subject: Subject, _ mutation: Mutation, _ knowledge: Knowledge
  ) -> String? {
    complaint { graph in
      var feeds: [Output: Tensor] = [:]
      let inputs = try mutation.inputs.enumerated().map { index, input in
        try output(of: input, "in\(index)", graph, knowledge, &feeds)
      }
      let operation = try add(subject.definition, inputs, graph)
      return (inputs, operation.outputs, feeds, [operation])
    }
  }

  /// What is wrong with the way in which a graph is built and run.
  ///
  /// - Parameter build: Gives its inputs, what it computes, what is fed, and what runs besides.
  static func complaint(
    _ build: (Graph) throws -> (
      inputs: [Output], outputs: [Output], feeds: [Output: Tensor], targets: [Operation]
    )
  ) -> String? {
    let graph = Graph(seed: 3)
    do {
      let built = try build(graph)
      try run(built.outputs, built.targets, built.inputs, graph, built.feeds)
      return nil
    } catch {
      return complaint(about: error)
    }
  }

  /// What an error lacks.
  private static func complaint(about error: any Error) -> String? {
    switch error {
    case GraphError.invalid(let op, let node, let mistake),
      RunError.shapes(
        .invalid(let op, let node, let mistake)):
      let parts = [op, node, mistake.argument, mistake.expected, mistake.found]
      return parts.contains("") ? "an empty part in \(error)" : nil
    // What they are for: the words are the user's.
    case RunError.failed(op: "Assert", _, _), RunError.failed(op: "CheckNumerics", _, _): return nil
    case RunError.failed(let op, let node, let message):
      let isWhole =
        !op.isEmpty && !node.isEmpty && message.contains("expected") && message.contains("found")
      return isWhole ? nil : "no expectation in \(error)"
    case GraphError.noGradient, RunError.uninitialized, RunError.outOfMemory,
      RunError.missingFeed, RunError.outOfRange, RunError.unknownShape, RunError.cancelled:
      return nil
    default: return "an unexpected error, \(Swift.type(of: error)): \(error)"
    }
  }

  private static func add(
    _ definition: some OpDefinition, _ inputs: [Output], _ graph: Graph
  ) throws -> Operation {
    try graph.add(definition, inputs, name: "subject")
  }

  private static func output(
    of input: SubjectInput, _ name: String, _ graph: Graph, _ knowledge: Knowledge,
    _ feeds: inout [Output: Tensor]
  ) throws -> Output {
    switch input {
    case .tensor(let value):
      if knowledge == .constants { return try graph.constant(value, name: name) }
      let unknown = Shape(value.shape.dimensions.map { _ in Shape.unknown })
      let placeholder = try graph.placeholder(value.dtype, shape: unknown, name: name)
      feeds[placeholder] = value
      return placeholder
    case .variable(let spec):
      return try graph.variable(name, Tensor(shape: spec.shape, dtype: spec.dtype)).handle
    case .handle(let definition):
      return try add(definition, [], graph).output(0)
    }
  }

  /// Computes it, and its gradient if there is one.
  private static func run(
    _ outputs: [Output], _ targets: [Operation], _ inputs: [Output], _ graph: Graph,
    _ feeds: [Output: Tensor]
  ) throws {
    if graph.operations.contains(where: { Subject.mayBlock.contains($0.type) }) { return }
    let session = Session(graph: graph, config: SessionConfig(memoryLimit: 1 << 28))
    try session.initialize()
    let values = outputs.filter { $0.dtype != .resource }
    if !targets.contains(where: { $0.type == "Placeholder" }) {
      try session.run(values, targets: targets, feeding: feeds)
    }
    guard let first = values.first, first.dtype.isDifferentiable else { return }
    let derived = inputs.filter { $0.dtype.isDifferentiable }
    do {
      let gradients = try graph.gradients(of: first, withRespectTo: derived)
      try session.run(gradients.compactMap { $0 }, feeding: feeds)
    } catch GraphError.noGradient {
    }
  }
}
