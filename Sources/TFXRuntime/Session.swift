public import TFXCore
public import TFXGraph
import TFXKernels
public import TFXOps

/// Runs a graph, and keeps its variables between runs: TensorFlow 1's session.
///
/// A request (what is fetched, what is fed in which shapes) is compiled once into a plan of
/// kernels with planned memory, and kept. Several threads may run a session at once; as in
/// TensorFlow, they see each other's changes of variables at any time.
public class Session: @unchecked Sendable {
  /// The graph that it runs. Nothing may be added to it during a run.
  public let graph: Graph

  /// How it computes.
  public let config: SessionConfig

  /// What it keeps between runs.
  let storage: SessionStorage
  /// Said when it is closed.
  let closing = Cancellation()
  private let plans: PlanCache
  private var store: VariableStore { storage.variables }

  /// A session on a graph; on the default graph if none is given. Variables have no values yet.
  public convenience init(graph: Graph = .default, config: SessionConfig = SessionConfig()) {
    self.init(graph: graph, config: config, storage: SessionStorage(lent: config.lentMemory))
  }

  /// A session whose variables and queues others may share.
  package init(graph: Graph, config: SessionConfig, storage: SessionStorage) {
    self.graph = graph
    self.config = config
    self.storage = storage
    plans = PlanCache(graph, storage.variables, config)
    if let threads = config.threads { Session.threads = threads }
  }

  /// A session on the given graph.
  ///
  /// - Parameter winograd: When 3×3 convolutions go by Winograd's algorithm.
  public convenience init(_ graph: Graph, winograd: Winograd = .auto) {
    self.init(graph: graph, config: SessionConfig(winograd: winograd))
  }

  /// A session in TensorFlow 1's words.
  ///
  /// - Parameter target: Where it computes: `""` or `"local"`, which is this process.
  /// - Throws: ``RunError/unknownTarget(_:)``.
  public convenience init(
    target: String, graph: Graph = .default, config: SessionConfig = SessionConfig()
  ) throws(RunError) {
    if !["", "local"].contains(target) { throw .unknownTarget(target) }
    self.init(graph: graph, config: config)
  }

  /// The whole names of the devices that the graph may ask for.
  public func listDevices() -> [String] { config.devices }

  /// Ends the session: operations that wait for a queue end with ``RunError/cancelled(op:node:_:)``,
  /// and later runs with ``RunError/closed``.
  public func close() { closing.cancel() }

  /// How many threads kernels may use, in the whole program; one at least.
  public static var threads: Int {
    get { ThreadPool.threads }
    set { ThreadPool.setThreads(min(max(1, newValue), 4_096)) }
  }

  /// Opens the library that most kernels are computed with, which the first of them does otherwise:
  /// for programs that want to know that it is there before they begin.
  ///
  /// - Throws: ``RunError/missingLibrary(name:reason:help:)``.
  package static func openLibrary() throws(RunError) {
    do throws(MissingLibraryError) {
      try MathLibrary.oneDNN.load()
    } catch {
      throw RunError(error)
    }
  }

  /// Computes `fetches`, and runs `targets` for what they do.
  ///
  /// - Parameters:
  ///   - fetches: The outputs whose values are asked for.
  ///   - targets: Operations to run besides, such as an optimizer's update.
  ///   - feeds: The values of the placeholders that the fetches need; any other output may be fed
  ///     too, and is then not computed.
  /// - Returns: The values in the order of `fetches`.
  /// - Throws: ``RunError``.
  @discardableResult
  public func run(
    _ fetches: [Output], targets: [Operation] = [], feeding feeds: [Output: Tensor] = [:]
  ) throws(RunError) -> [Tensor] {
    try run(fetches, targets: targets, feeding: feeds, after: [], RunWatch())
  }

  /// Computes as ``run(_:targets:feeding:)`` does, and tells what was computed when and where.
  ///
  /// - Parameter metadata: What was recorded; unchanged if the run throws.
  @discardableResult
  public func run(
    _ fetches: [Output], targets: [Operation] = [], feeding feeds: [Output: Tensor] = [:],
    options: RunOptions = RunOptions(), metadata: inout RunMetadata
  ) throws(RunError) -> [Tensor] {
    let recorder = StepRecorder(options)
    let results = try run(
      fetches, targets: targets, feeding: feeds, after: [], RunWatch(recorder: recorder))
    metadata = recorder.metadata
    return results
  }

  /// Computes as ``run(_:targets:feeding:)`` does, until it is cancelled; with what was recorded, if
  /// options are given.
  package func run(
    _ fetches: [Output], targets: [Operation], feeding feeds: [Output: Tensor],
    options: RunOptions?, cancellation: Cancellation
  ) throws(RunError) -> (values: [Tensor], metadata: RunMetadata?) {
    let recorder = options.map { StepRecorder($0) }
    let values = try run(
      fetches, targets: targets, feeding: feeds, after: [],
      RunWatch(recorder: recorder, cancellation: cancellation))
    return (values, recorder?.metadata)
  }

  /// Runs as if the operations with the given ids had run already.
  func run(
    _ fetches: [Output], targets: [Operation], feeding feeds: [Output: Tensor], after done: [Int],
    _ watch: RunWatch
  ) throws(RunError) -> [Tensor] {
    if closing.isCancelled { throw .closed }
    var (request, values) = Session.request(fetches, targets, feeds)
    request.done = done.sorted()
    request.isListed = watch.recorder?.options.outputPartitionGraphs ?? false
    switch try plans.route(request) {
    case .plan(let plan): return try run(plan, request, values, watch)
    case .stages:
      var run = StagedRun(self, request, feeds, watch)
      return try run.run()
    }
  }

  /// Computes a stage of a run: all of `targets`, in one plan.
  func runPlan(
    _ fetches: [Output], targets: [Operation], feeding feeds: [Output: Tensor], done: Set<Int>,
    _ watch: RunWatch
  ) throws(RunError) -> [Tensor] {
    var (request, values) = Session.request(fetches, targets, feeds)
    request.done = done.sorted()
    request.isListed = watch.recorder?.options.outputPartitionGraphs ?? false
    for operation in targets {
      guard let op = operation.definition as? any Op else { continue }
      for index in op.valueInputs where index < operation.inputs.count {
        request.values[operation[index]] = feeds[operation[index]]
      }
    }
    return try run(try plans.plan(request), request, values, watch)
  }

  private static func request(
    _ fetches: [Output], _ targets: [Operation], _ feeds: [Output: Tensor]
  ) -> (Request, values: [Tensor]) {
    let ordered = feeds.sorted {
      ($0.key.operation.id, $0.key.index) < ($1.key.operation.id, $1.key.index)
    }
    let request = Request(
      fetches: fetches, targets: targets,
      feeds: ordered.map { Request.Feed(output: $0.key, spec: $0.value.spec) })
    return (request, ordered.map(\.value))
  }

  private func run(
    _ plan: Plan, _ request: Request, _ feeds: [Tensor], _ watch: RunWatch
  ) throws(RunError) -> [Tensor] {
    defer { plans.giveBack(plan, of: request) }
    for (buffer, feed) in zip(plan.feeds, feeds) {
      feed.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress {
          buffer.pointer.copyMemory(from: base, byteCount: bytes.count)
        }
      }
    }
    try plan.run(watch)
    return plan.fetches.map { Session.tensor($0.pointer, $0.spec) }
  }

  /// Computes one output.
  public func run(
    _ fetch: Output, feeding feeds: [Output: Tensor] = [:]
  ) throws(RunError) -> Tensor {
    try run([fetch], feeding: feeds)[0]
  }

  /// Runs one operation for what it does.
  public func run(
    _ target: Operation, feeding feeds: [Output: Tensor] = [:]
  ) throws(RunError) {
    try run([], targets: [target], feeding: feeds)
  }

  /// Compiles a request to be run many times without any copy: see ``Callable``.
  ///
  /// - Parameter feeds: What will be fed, with the shapes in which it will be.
  public func prepare(
    _ fetches: [Output], targets: [Operation] = [], feeding feeds: [(Output, Shape)] = []
  ) throws(RunError) -> Callable {
    let request = Session.request(fetches, targets, feeds)
    return Callable(try plans.plan(request), request, plans)
  }

  static func request(
    _ fetches: [Output], _ targets: [Operation], _ feeds: [(Output, Shape)]
  ) -> Request {
    Request(
      fetches: fetches, targets: targets,
      feeds: feeds.map { Request.Feed(output: $0, spec: TensorSpec($1, $0.dtype)) })
  }

  /// Gives every variable of the graph that has no value yet its first one.
  public func initialize() throws(RunError) {
    let open = graph.variables.filter { !store.isInitialized($0) }
    if !open.isEmpty { try run([], targets: open.map(\.initializer)) }
  }

  /// Whether the variable of a name has a value.
  func isInitialized(_ variable: String) -> Bool {
    graph.variable(named: variable).map { store.isInitialized($0) } ?? false
  }

  /// The value of a variable.
  public func value(of variable: Variable) throws(RunError) -> Tensor {
    let slot = try slot(variable)
    if !slot.isInitialized { throw .uninitialized(variable: variable.name) }
    return Session.tensor(slot.pointer, slot.spec)
  }

  /// Gives a variable a value.
  public func setValue(_ value: Tensor, of variable: Variable) throws(RunError) {
    let slot = try slot(variable)
    if value.spec != slot.spec {
      throw .variableMismatch(name: variable.name, expected: slot.spec, found: value.spec)
    }
    value.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress {
        slot.pointer.copyMemory(from: base, byteCount: slot.byteCount)
      }
    }
    slot.isInitialized = true
  }

  /// The memory of a variable's elements for as long as the session lives, for what is read or set
  /// between short runs.
  package func elements<T>(
    of variable: Variable, as type: T.Type
  ) throws(RunError) -> UnsafeMutableBufferPointer<T> {
    let slot = try slot(variable)
    if !slot.isInitialized { throw .uninitialized(variable: variable.name) }
    return UnsafeMutableBufferPointer(
      start: slot.pointer.assumingMemoryBound(to: type), count: slot.spec.shape.elementCount)
  }

  private func slot(_ variable: Variable) throws(RunError) -> VariableSlot {
    guard graph.variable(named: variable.name) == variable else {
      throw .noVariable(name: variable.name)
    }
    try config.memory.expect(store.byteCount(with: graph), of: "the graph's variables")
    return store.slot(variable.name, variable.spec, of: graph)
  }

  private static func tensor(_ pointer: UnsafeMutableRawPointer, _ spec: TensorSpec) -> Tensor {
    Tensor(shape: spec.shape, dtype: spec.dtype) { bytes in
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: bytes.count))
    }
  }
}
