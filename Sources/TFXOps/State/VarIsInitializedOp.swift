import TFXCore
public import TFXGraph

/// y = whether the variable has a value in the session.   handle: resource → y: bool [].
/// No gradient.
struct VarIsInitializedOp: HostOp {
  static let unnamed: String? = Unnamed.section
  static let nodeForm = NodeForm(ignoring: ["variable"])

  /// The variable's name.
  var name = ""

  mutating func fields(_ f: inout some FieldVisitor) { f.show("variable", .string(name)) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.handle(0, "resource")
    return [TensorSpec([], .bool)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(context.isInitialized(name))]
  }
}

extension Graph {
  /// Whether a variable has a value in the session that asks: a `bool` scalar.
  public func isVariableInitialized(
    _ variable: Variable, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(VarIsInitializedOp(name: variable.name), [variable.handle], name: name).output(0)
  }

  /// An operation that has run when the given variables have their first values.
  public func variablesInitializer(
    _ variables: [Variable], name: String? = nil
  ) throws(GraphError) -> Operation {
    try group(variables.map(\.initializer), name: name ?? "init")
  }
}
