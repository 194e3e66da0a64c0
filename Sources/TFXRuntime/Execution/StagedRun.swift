import TFXCore
import TFXGraph
import TFXOps

/// A run that one plan can't compute, because operations need whole tensors (``HostOp``) or shapes
/// depend on values: plans compute what can be computed, up to the inputs of such operations; then
/// those; and so on.
struct StagedRun {
  private let session: Session
  private let watch: RunWatch
  private let fetches: [Output]
  /// The operations of the run that are left, in topological order.
  private var open: [Operation]
  /// The values that are fed, or have been computed and are still needed.
  private var known: [Output: Tensor]
  private var done: Set<Int> = []

  init(
    _ session: Session, _ request: Request, _ feeds: [Output: Tensor], _ watch: RunWatch
  ) {
    self.session = session
    var watch = watch
    watch.storage = watch.storage ?? SessionStorage()
    self.watch = watch
    fetches = request.fetches
    open = Program.needed(request, session.graph)
    known = feeds
    done = Set(request.done)
  }

  /// Runs all stages.
  mutating func run() throws(RunError) -> [Tensor] {
    while true {
      let frontier = try frontier()
      try compute(until: frontier)
      if open.isEmpty { return fetches.map { value(of: $0)! } }
      try evaluate(frontier)
    }
  }

  /// The operations that plans can't go past, but whose inputs they can compute.
  private func frontier() throws(RunError) -> [Operation] {
    var frontier: [Operation] = []
    var waiting: Set<Int> = []
    var specs: [Output: TensorSpec] = [:]
    for operation in open {
      let isBlocked =
        operation.inputs.contains { known[$0] == nil && waiting.contains($0.operation.id) }
        || operation.controlInputs.contains { waiting.contains($0.id) }
      if isBlocked {
        waiting.insert(operation.id)
        continue
      }
      if operation.isHosted {
        waiting.insert(operation.id)
        frontier.append(operation)
        continue
      }
      let inputs = operation.inputs.map { known[$0]?.spec ?? specs[$0] ?? $0.spec }
      let made: [TensorSpec]
      do {
        made = try operation.definition.checkedSpecs(
          InputSpecs(inputs, values: values(of: operation)))
      } catch {
        throw .shapes(.invalid(op: operation.type, node: operation.name, error))
      }
      for (index, spec) in made.enumerated() { specs[operation.output(index)] = spec }
      let lacksValues = (operation.definition as? any Op)?.valueInputs.contains { index in
        value(of: operation[index]) == nil
      }
      if lacksValues == true || made.contains(where: { !$0.shape.isFullyKnown }) {
        waiting.insert(operation.id)
        if operation.needsValues { frontier.append(operation) }
      }
    }
    return frontier
  }

  /// Computes the inputs of the frontier, or all that is left if there is none.
  private mutating func compute(until frontier: [Operation]) throws(RunError) {
    var wanted = fetches.filter { known[$0] == nil }
    var targets = open
    if !frontier.isEmpty {
      wanted = frontier.flatMap(\.inputs).filter { value(of: $0) == nil && $0.dtype != .resource }
      targets = frontier.flatMap(\.controlInputs).filter { !done.contains($0.id) }
    }
    var stage = part(wanted, targets)
    if !frontier.isEmpty { stage = withReads(stage) }
    if stage.isEmpty { return }

    let ids = Set(stage.map(\.id))
    open.removeAll { ids.contains($0.id) }
    finish(stage)
    stage.removeAll(where: \.touchesStrings)  // constants
    if stage.isEmpty { return }
    let users = Set(open.flatMap(\.inputs)).union(fetches)
    let kept = stage.flatMap(\.outputs).filter {
      users.contains($0) && $0.dtype != .resource && $0.operation.definition.constantValue == nil
    }
    let fed = Set(stage.flatMap(\.inputs)).filter { known[$0] != nil }
    let results = try session.runPlan(
      kept, targets: stage, feeding: known.filter { fed.contains($0.key) },
      done: done.subtracting(ids), watch)
    for (output, result) in zip(kept, results) { known[output] = result }
  }

  /// The operations that are left which the given ones depend on, themselves included.
  private func part(_ outputs: [Output], _ targets: [Operation]) -> [Operation] {
    var marked = Set(targets.map(\.id))
    for output in outputs where known[output] == nil { marked.insert(output.operation.id) }
    for operation in open.reversed() where marked.contains(operation.id) {
      for input in operation.inputs where known[input] == nil { marked.insert(input.operation.id) }
      for control in operation.controlInputs { marked.insert(control.id) }
    }
    return open.filter { marked.contains($0.id) }
  }

  /// A stage with all reads of the variables that it writes, so that they read what was there when
  /// the run began.
  private func withReads(_ stage: [Operation]) -> [Operation] {
    let ids = Set(stage.map(\.id))
    let written = Set(
      stage.flatMap { operation in
        (operation.definition as? any Op)?.writtenInputs.map { operation[$0] } ?? []
      })
    if written.isEmpty { return stage }
    return open.filter { operation in
      ids.contains(operation.id)
        || operation.inputs.count == 1 && operation.controlInputs.isEmpty
          && written.contains(operation[0]) && !operation.definition.hasSideEffect
    }
  }

  /// Runs the operations of a frontier that are computed between plans.
  private mutating func evaluate(_ frontier: [Operation]) throws(RunError) {
    for operation in frontier where operation.isHosted {
      try watch.expectGoing(at: (operation.type, operation.name))
      guard let definition = operation.definition as? any HostOp else {
        preconditionFailure("'\(operation.name)' is in the frontier, but no host operation")
      }
      let inputs = operation.inputs.map { input in
        value(of: input) ?? Tensor(shape: [0], dtype: .resource)
      }
      let results: [Tensor]
      do {
        // Shapes that were fed or have been computed may not be those that the graph knew.
        let specs = try operation.definition.checkedSpecs(
          InputSpecs(inputs.map(\.spec), values: inputs))
        try session.config.memory.expect(
          specs.filter(\.shape.isFullyKnown).map(\.byteCount).reduce(0, +), of: operation.name)
        results = try evaluate(definition, inputs, operation)
      } catch let error as ShapeError {
        throw .shapes(.invalid(op: operation.type, node: operation.name, error))
      } catch let error as KernelError {
        throw RunError(error, in: operation)
      } catch let error as RunError {
        throw error
      } catch {
        preconditionFailure("'\(operation.name)' threw \(error)")
      }
      for (index, result) in results.enumerated() {
        // Of the shape only a run is sure: Squeeze takes away axes that the graph counts.
        let expected = operation.outputSpecs[index]
        precondition(
          expected.dtype == result.dtype,
          "'\(operation.name):\(index)' is \(result.spec), inferred was \(expected)")
        if known[operation.output(index)] == nil { known[operation.output(index)] = result }
      }
      open.removeAll { $0 == operation }
      finish([operation])
    }
  }

  /// Computes one operation on the session's thread, whatever device it asks for.
  private func evaluate(
    _ definition: any HostOp, _ inputs: [Tensor], _ operation: Operation
  ) throws -> [Tensor] {
    let run = HostRun(session, operation, watch)
    guard let recorder = watch.recorder, recorder.isTiming else {
      return try definition.evaluate(inputs, run)
    }
    let device = try session.config.placer.place([operation], of: session.graph)[operation]
    var results: [Tensor] = []
    try recorder.time(operation.name, operation.type, on: device) {
      results = try definition.evaluate(inputs, run)
    }
    return results
  }

  /// Handles and constants take no time, and every stage that needs them has its own.
  private mutating func finish(_ operations: [Operation]) {
    for operation in operations where operation.definition.constantValue == nil {
      if operation.outputSpecs.first?.dtype != .resource { done.insert(operation.id) }
    }
  }

  private func value(of output: Output) -> Tensor? {
    known[output] ?? output.operation.definition.constantValue
  }

  private func values(of operation: Operation) -> [Tensor?] {
    operation.inputs.map { value(of: $0) }
  }
}

/// The parts of a session that it lends to one operation in one run.
private final class HostRun: HostContext {
  private let session: Session
  private let operation: Operation
  private let watch: RunWatch

  init(_ session: Session, _ operation: Operation, _ watch: RunWatch) {
    self.session = session
    self.operation = operation
    self.watch = watch
  }

  var name: String { operation.name }

  func resource<Resource: AnyObject & Sendable>(
    _ name: String, _ make: () -> Resource
  ) -> Resource {
    session.storage.object(name, make)
  }

  func runResource<Resource: AnyObject & Sendable>(
    _ name: String, _ make: () -> Resource
  ) -> Resource {
    watch.storage!.object(name, make)
  }

  func run(
    _ fetches: [Output], targets: [Operation], feeding feeds: [Output: Tensor],
    after done: [Operation]
  ) throws(KernelError) -> [Tensor] {
    do {
      return try session.run(
        fetches, targets: targets, feeding: feeds, after: done.map(\.id), watch)
    } catch {
      switch error {
      case .outOfRange: throw KernelError.outOfRange("\(error)")
      case .cancelled, .closed: throw .sessionClosed
      default: throw KernelError("\(error)")
      }
    }
  }

  func isInitialized(_ variable: String) -> Bool { session.isInitialized(variable) }

  var isCancelled: Bool {
    session.closing.isCancelled || watch.cancellation?.isCancelled == true
  }

  func withCancellationHandler<Result>(
    _ handler: @escaping @Sendable () -> Void, _ body: () throws(KernelError) -> Result
  ) throws(KernelError) -> Result {
    let sources = [session.closing, watch.cancellation].compactMap { $0 }
    let tokens = sources.map { $0.onCancel(handler) }
    defer { for (source, token) in zip(sources, tokens) { source.removeHandler(token) } }
    return try body()
  }
}
