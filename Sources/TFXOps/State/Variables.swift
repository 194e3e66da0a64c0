public import TFXCore
public import TFXGraph

extension Graph {
  /// The variable of the given name in the current variable scope: a new one, or, where the scope
  /// reuses (``VariableReuse``), the one that exists.
  ///
  /// - Parameters:
  ///   - name: Its name within the scope.
  ///   - shape: Its shape, fully known.
  ///   - dtype: Its element type.
  ///   - isTrainable: Whether optimizers change it.
  ///   - initialValue: Adds the operations that compute its first value, given its spec.
  /// - Throws: ``GraphError/variableExists(name:)``, ``GraphError/noVariable(name:)``,
  ///   ``GraphError/variableDiffers(name:existing:asked:)``, or what `initialValue` throws.
  public func getVariable(
    _ name: String, shape: Shape, dtype: DType = .float32, isTrainable: Bool = true,
    initialValue: (TensorSpec) throws(GraphError) -> Output
  ) throws(GraphError) -> Variable {
    let fullName = variableName(name)
    let spec = TensorSpec(shape, dtype)
    let existing = variable(named: fullName)
    if variableReuse == .always && existing == nil { throw .noVariable(name: fullName) }
    if let existing {
      if variableReuse == .never { throw .variableExists(name: fullName) }
      if existing.spec != spec {
        throw .variableDiffers(
          name: fullName, existing: "\(existing.spec)", asked: "\(spec)")
      }
      return existing
    }
    return try exactScope(fullName) { () throws(GraphError) in
      let handle = try add(VarHandleOp(name: fullName, spec: spec)).output(0)
      let value = try add(ReadVariableOp(dtype: dtype), [handle], name: "Read").output(0)
      let initializer = try assign(handle, try initialValue(spec), name: "Assign")
      let variable = Variable(
        name: fullName, spec: spec, isTrainable: isTrainable, handle: handle, value: value,
        initializer: initializer)
      try register(variable)
      return variable
    }
  }

  /// The variable of the given name, as ``getVariable(_:shape:dtype:isTrainable:initialValue:)``
  /// gives it, with TensorFlow's first values: Glorot and Bengio's uniform distribution for floating
  /// types, zeros for others.
  public func getVariable(
    _ name: String, shape: Shape, dtype: DType = .float32, isTrainable: Bool = true
  ) throws(GraphError) -> Variable {
    try getVariable(name, shape: shape, dtype: dtype, isTrainable: isTrainable) {
      (spec) throws(GraphError) in
      if !spec.dtype.isFloating { return try zeros(spec.shape, spec.dtype) }
      return try varianceScaling(
        spec.shape, mode: .fanAverage, distribution: .uniform, spec.dtype)
    }
  }

  /// A new variable in the current variable scope whose first value is a constant tensor.
  public func variable(
    _ name: String, _ initialValue: Tensor, isTrainable: Bool = true
  ) throws(GraphError) -> Variable {
    try getVariable(
      name, shape: initialValue.shape, dtype: initialValue.dtype, isTrainable: isTrainable
    ) { (_) throws(GraphError) in try constant(initialValue, name: "Initial") }
  }

  /// A new operation that gives a variable a new value when it runs.
  @discardableResult
  public func assign(_ variable: Variable, _ value: Output) throws(GraphError) -> Operation {
    try assign(variable.handle, value)
  }
}

extension Operation {
  /// Throws unless what variables are changed by, the last input, and what comes out are of their
  /// types, which a handle does not tell.
  package func expectTypes(of variables: [Variable]) throws(GraphError) {
    for variable in variables {
      let value = inputs.last.flatMap { $0.dtype == .resource ? nil : $0 }
      let others = [value].compactMap { $0 } + outputs
      if let other = others.first(where: { $0.dtype != variable.spec.dtype }) {
        throw .invalid(
          op: type, node: name,
          ShapeError(
            "value", expected: "\(variable.spec.dtype), as the variable '\(variable.name)' is",
            found: "\(other.spec)"))
      }
    }
  }
}
