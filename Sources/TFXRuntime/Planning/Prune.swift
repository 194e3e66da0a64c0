import TFXCore
import TFXGraph
import TFXOps

extension Program {
  /// The operations that a request needs, specialised to the shapes that are fed.
  init(_ request: Request, of graph: Graph, _ config: SessionConfig) throws(RunError) {
    self.init()
    try Program.check(request, graph)
    let needed = Program.needed(request, graph)
    let placement = try config.placer.place(needed, of: graph)
    let fed = Dictionary(uniqueKeysWithValues: request.feeds.map { ($0.output, $0.spec) })
    var valueOf: [Output: Int] = [:]
    for feed in request.feeds {
      valueOf[feed.output] = values.count
      feeds.append(values.count)
      values.append(Value(spec: feed.spec, producer: nil, name: feed.output.name))
    }
    var nodeOf: [Int: Int] = [:]
    for operation in needed {
      guard let op = operation.definition as? any Op else {
        throw .noKernel(op: operation.type, node: operation.name)
      }
      if case .feed = op.memory {
        throw .missingFeed(name: operation.name, operation.outputSpecs[0])
      }
      let inputs = operation.inputs.map { valueOf[$0]! }
      let inputValues = operation.inputs.map {
        request.values[$0] ?? (fed[$0] == nil ? $0.operation.definition.constantValue : nil)
      }
      let specs = try Program.specs(
        operation, InputSpecs(inputs.map { values[$0].spec }, values: inputValues), config.memory)
      // Values that a kernel is prepared with must be known, even where shapes don't depend on them.
      for index in op.valueInputs where inputValues[index] == nil {
        let input = operation[index]
        throw .unknownShape(name: input.name, input.spec)
      }
      var outputs: [Int] = []
      for (index, spec) in specs.enumerated() {
        let output = operation.output(index)
        outputs.append(values.count)
        // Readers see the fed value, even if its producer runs for another output.
        if fed[output] == nil { valueOf[output] = values.count }
        values.append(Value(spec: spec, producer: nodes.count, name: output.name))
      }
      nodeOf[operation.id] = nodes.count
      let waitsFor = Set(operation.controlInputs.compactMap { nodeOf[$0.id] })
      nodes.append(
        Node(
          operation: operation, op: op, inputs: inputs, outputs: outputs, waitsFor: waitsFor,
          inputValues: inputValues, device: placement[operation]))
    }
    fetches = request.fetches.map { valueOf[$0]! }
    targets = request.targets.map { nodeOf[$0.id]! }
  }

  static func check(_ request: Request, _ graph: Graph) throws(RunError) {
    for output in request.fetches + request.feeds.map(\.output) {
      if output.graph !== graph { throw .notInGraph(name: output.name) }
      if output.dtype == .resource { throw .noValue(name: output.name) }
    }
    for target in request.targets where target.graph !== graph {
      throw .notInGraph(name: target.name)
    }
    for feed in request.feeds {
      let expected = feed.output.spec
      if feed.spec.dtype != expected.dtype || !expected.shape.accepts(feed.spec.shape) {
        throw .feedMismatch(
          name: feed.output.operation.name, expected: expected, found: feed.spec)
      }
    }
  }

  /// The operations that fetches and targets depend on, in topological order.
  static func needed(_ request: Request, _ graph: Graph) -> [Operation] {
    let fed = Set(request.feeds.map(\.output))
    var marked = [Bool](repeating: false, count: graph.operations.count)
    let done = Set(request.done)
    var open = request.targets + request.fetches.filter { !fed.contains($0) }.map(\.operation)
    while let operation = open.popLast() {
      if marked[operation.id] || done.contains(operation.id) { continue }
      marked[operation.id] = true
      open += operation.inputs.filter { !fed.contains($0) }.map(\.operation)
      open += operation.controlInputs
    }
    return graph.operations.filter { marked[$0.id] }
  }

  /// The output specs for true input shapes, all of which must be known then.
  private static func specs(
    _ operation: Operation, _ inputs: InputSpecs, _ memory: MemoryLimit
  ) throws(RunError) -> [TensorSpec] {
    let specs: [TensorSpec]
    do {
      specs = try operation.definition.checkedSpecs(inputs)
    } catch {
      throw .shapes(.invalid(op: operation.type, node: operation.name, error))
    }
    for (index, spec) in specs.enumerated() {
      let name = operation.output(index).name
      if !spec.shape.isFullyKnown { throw .unknownShape(name: name, spec) }
      try memory.expect(spec.byteCount, of: name)
    }
    return specs
  }
}
