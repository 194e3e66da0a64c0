import TFXCore
public import TFXGraph

/// Nothing; it is there for what must run before it.
struct NoOp: Op {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    return []
  }

  func lower(_ site: Site) -> Kernel? { nil }
}

extension Graph {
  /// An operation that has run when all the given ones have: TensorFlow's `tf.group`.
  public func group(
    _ operations: [Operation], name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(NoOp(), name: name ?? "group_deps", controlInputs: operations)
  }

  /// An operation that has run when all variables made so far have their first values.
  public func globalVariablesInitializer() throws(GraphError) -> Operation {
    try group(variables.map(\.initializer), name: "init")
  }
}
