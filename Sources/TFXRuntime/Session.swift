public import TFXCore
public import TFXGraph
import TFXKernels
public import TFXOps

/// Runs a graph, and keeps its variables between runs: TensorFlow 1's session.
///
/// A request (what is fetched, what is fed in which shapes) is compiled once into a plan of
/// kernels with planned memory, and kept. Use a session from one task at a time.
public final class Session {
  /// The graph that it runs.
  public let graph: Graph

  private let options: LoweringOptions
  private let store = VariableStore()
  private var plans: [Request: Plan] = [:]

  /// A session on a graph; on the default graph if none is given. Variables have no values yet.
  ///
  /// - Parameter winograd: When 3×3 convolutions go by Winograd's algorithm.
  public init(_ graph: Graph = .default, winograd: Winograd = .auto) {
    self.graph = graph
    options = LoweringOptions(winograd: winograd)
  }

  /// How many threads kernels may use, in the whole program.
  public static var threads: Int {
    get { ThreadPool.threads }
    set { ThreadPool.setThreads(newValue) }
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
    let ordered = feeds.sorted {
      ($0.key.operation.id, $0.key.index) < ($1.key.operation.id, $1.key.index)
    }
    let plan = try plan(
      Request(
        fetches: fetches, targets: targets,
        feeds: ordered.map { Request.Feed(output: $0.key, spec: $0.value.spec) }))
    for (buffer, feed) in zip(plan.feeds, ordered) {
      feed.value.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress {
          buffer.pointer.copyMemory(from: base, byteCount: bytes.count)
        }
      }
    }
    try plan.run()
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
    Callable(
      try plan(
        Request(
          fetches: fetches, targets: targets,
          feeds: feeds.map { Request.Feed(output: $0, spec: TensorSpec($1, $0.dtype)) })))
  }

  /// Gives every variable of the graph that has no value yet its first one.
  public func initialize() throws(RunError) {
    let done = store.initializedNames
    let open = graph.variables.filter { !done.contains($0.name) }
    if !open.isEmpty { try run([], targets: open.map(\.initializer)) }
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

  private func slot(_ variable: Variable) throws(RunError) -> VariableSlot {
    guard graph.variable(named: variable.name) == variable else {
      throw .noVariable(name: variable.name)
    }
    return store.slot(variable.name, variable.spec, of: graph)
  }

  private func plan(_ request: Request) throws(RunError) -> Plan {
    if let plan = plans[request] { return plan }
    let plan = try Plan(request, of: graph, store, options)
    plans[request] = plan
    return plan
  }

  private static func tensor(_ pointer: UnsafeMutableRawPointer, _ spec: TensorSpec) -> Tensor {
    Tensor(shape: spec.shape, dtype: spec.dtype) { bytes in
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: bytes.count))
    }
  }
}
