import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime

/// An operation as a valid graph has it, with inputs that it takes: what mutations start from.
struct Subject: Sendable {
  let definition: any OpDefinition
  let inputs: [SubjectInput]

  var type: String { Swift.type(of: definition).type }

  /// Regions belong to their graph, so that operations that run them can't be put into another.
  private static let bound: Set<String> = ["If", "While", "WhileGrad"]

  /// The operations of a graph, with the values that their inputs have for the given feeds.
  static func all(
    of graph: Graph, feeding feeds: [Output: Tensor] = [:]
  ) -> [Subject] {
    let operations = graph.operations.filter {
      !bound.contains($0.type) && $0.region == nil
    }
    let wanted = Set(operations.flatMap(\.inputs)).filter { $0.dtype != .resource }
    let session = Session(graph)
    try? session.initialize()
    var values = feeds
    let isRunnable = !operations.contains { mayBlock.contains($0.type) }
    let fetches = wanted.filter { feeds[$0] == nil }
    if isRunnable, let found = try? session.run(Array(fetches), feeding: feeds) {
      for (output, value) in zip(fetches, found) { values[output] = value }
    }
    return operations.map { operation in
      Subject(
        definition: operation.definition,
        inputs: operation.inputs.map { input in
          if input.dtype == .resource {
            return input.operation.type == "VarHandleOp"
              ? .variable(TensorSpec(input.shape, variableType(input.operation)))
              : .handle(input.operation.definition)
          }
          let known = Shape(
            input.shape.dimensions.map { $0 == Shape.unknown ? 2 : $0 })
          return .tensor(values[input] ?? Tensor(shape: known, dtype: input.dtype))
        })
    }
  }

  /// Operations that wait for other runs.
  static let mayBlock: Set<String> = [
    "AccumulatorTakeGradient", "QueueDequeueManyV2", "QueueDequeueUpToV2", "QueueDequeueV2",
    "QueueEnqueueManyV2", "QueueEnqueueV2",
  ]

  private static func variableType(_ handle: Operation) -> DType {
    for attribute in handle.definition.attributes {
      if case .type(let dtype) = attribute.value { return dtype }
    }
    return .float32
  }
}

/// An input of a ``Subject``.
enum SubjectInput: Sendable, Hashable {
  case tensor(Tensor)
  /// The handle of a variable of its own.
  case variable(TensorSpec)
  /// The handle that an operation without inputs makes.
  case handle(any OpDefinition)

  static func == (left: SubjectInput, right: SubjectInput) -> Bool { left.text == right.text }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// What tells subjects apart: type and number of axes.
  var text: String {
    switch self {
    case .tensor(let value): "\(value.dtype)^\(value.shape.rank)"
    case .variable(let spec): "variable \(spec)"
    case .handle(let definition): Swift.type(of: definition).type
    }
  }

  var tensor: Tensor? {
    if case .tensor(let value) = self { value } else { nil }
  }
}

extension Subject {
  /// Different subjects of each type: those that golden cases, gradient cases and
  /// ``HostileGraphs`` are made of, `perType` of each at most.
  static func catalogue(perType: Int) throws -> [Subject] {
    var found: [String: [Subject]] = [:]
    var seen: Set<String> = []
    func note(_ subjects: [Subject]) {
      for subject in subjects {
        let attributes = subject.definition.attributes.map { "\($0.name)=\($0.value)" }
        let key = "\(subject.type) \(attributes) \(subject.inputs.map(\.text))"
        guard found[subject.type, default: []].count < perType, seen.insert(key).inserted else {
          continue
        }
        found[subject.type, default: []].append(subject)
      }
    }
    // A case has more of what is behind it when what came before has filled up.
    for graph in try HostileGraphs.all() { note(all(of: graph)) }
    for test in GoldenCase.all {
      guard let build = GoldenTests.builders[test.op] else { continue }
      let graph = Graph()
      let inputs = try test.inputs.map { try graph.constant($0.value) }
      let outputs = try build(graph, inputs, test.attributes)
      let isNew = graph.operations.contains { found[$0.type, default: []].count < perType }
      if !isNew && test.gradients == nil { continue }
      if test.gradients != nil {
        let seed = try graph.constant(GoldenCase.cotangent(of: test.outputs[0].value.spec))
        _ = try graph.gradients(of: outputs[0], withRespectTo: inputs, seed: seed)
      }
      if graph.operations.contains(where: { found[$0.type, default: []].count < perType }) {
        note(all(of: graph))
      }
    }
    for test in GradientCase.all where test.inputs.allSatisfy({ $0.elementCount > 0 }) {
      let graph = Graph(seed: 3)
      let inputs = try test.inputs.map { try graph.constant($0) }
      let output = try test.build(graph, inputs)
      _ = try graph.gradients(of: output, withRespectTo: inputs)
      if graph.operations.contains(where: { found[$0.type, default: []].count < perType }) {
        note(all(of: graph))
      }
    }
    return found.keys.sorted().flatMap { found[$0]! }
  }
}
