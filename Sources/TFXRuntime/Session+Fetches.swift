public import TFXCore
public import TFXGraph

extension Session {
  /// Computes outputs that are told apart by names of the caller's.
  ///
  ///     let values = try session.run(["loss": loss, "accuracy": accuracy], feeding: [x: batch])
  ///     print(values["loss"]!)
  ///
  /// - Returns: The values under the names of `fetches`.
  /// - Throws: ``RunError``.
  @discardableResult
  public func run(
    _ fetches: [String: Output], targets: [Operation] = [], feeding feeds: [Output: Tensor] = [:]
  ) throws(RunError) -> [String: Tensor] {
    let ordered = fetches.sorted { $0.key < $1.key }
    let values = try run(ordered.map(\.value), targets: targets, feeding: feeds)
    return Dictionary(uniqueKeysWithValues: zip(ordered.map(\.key), values))
  }

  /// Computes an output by its name.
  ///
  ///     try session.run("loss:0", feeding: ["x:0": batch])
  ///
  /// - Parameters:
  ///   - fetch: An output as `dense/MatMul:0`, or an operation, which stands for its first output.
  ///   - feeds: Values by the names of outputs, written in the same way.
  /// - Throws: ``RunError/notInGraph(name:)`` for a name that the graph does not have,
  ///   ``RunError/noOutput(name:)`` for an operation without outputs, and what ``RunError`` names
  ///   besides.
  public func run(
    _ fetch: String, feeding feeds: [String: Tensor] = [:]
  ) throws(RunError) -> Tensor {
    try run([fetch], feeding: feeds)[0]
  }

  /// Computes outputs by their names, and runs operations by theirs.
  ///
  ///     try session.run(["loss:0"], targets: ["train"], feeding: ["x:0": batch, "y:0": labels])
  ///
  /// - Throws: As ``run(_:feeding:)-(String,_)`` does.
  // An empty list is one of outputs.
  @_disfavoredOverload
  @discardableResult
  public func run(
    _ fetches: [String], targets: [String] = [], feeding feeds: [String: Tensor] = [:]
  ) throws(RunError) -> [Tensor] {
    var outputs: [Output] = []
    for name in fetches { outputs.append(try output(name)) }
    var operations: [Operation] = []
    for name in targets { operations.append(try operation(name)) }
    var fed: [Output: Tensor] = [:]
    for (name, value) in feeds { fed[try output(name)] = value }
    return try run(outputs, targets: operations, feeding: fed)
  }

  private func output(_ name: String) throws(RunError) -> Output {
    if let output = try? graph.output(named: name) { return output }
    if try operation(name).outputSpecs.isEmpty { throw .noOutput(name: name) }
    throw .notInGraph(name: name)
  }

  private func operation(_ name: String) throws(RunError) -> Operation {
    guard let operation = try? graph.operation(named: name) else { throw .notInGraph(name: name) }
    return operation
  }
}
