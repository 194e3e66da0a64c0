/// The scopes in force while a graph is built.
struct Scopes {
  /// The name scope with a slash behind it, or nothing.
  var path = ""
  /// The variable scope with a slash behind it, or nothing.
  var variablePath = ""
  /// Whether variables exist already.
  var reuse = VariableReuse.never
  /// Operations that all new ones must wait for.
  var control: [Operation] = []
  /// The device asked for; empty for any.
  var device = ""
  /// The region that operations are added to; nil for the graph itself.
  var region: Region?
}

/// Whether a variable that a scope asks for exists already.
public enum VariableReuse: Sendable {
  /// It must not: it is made.
  case never
  /// It must.
  case always
  /// It is made the first time, and found later: TensorFlow's `AUTO_REUSE`.
  case auto
}

extension Graph {
  /// Runs `body` with `name/` before the names of the operations that it adds. A name already
  /// taken becomes `name_1`, …, as in TensorFlow.
  public func nameScope<Result, Failure: Error>(
    _ name: String, _ body: (String) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let unique = uniqueName(scopes.path + name)
    return try withScopes({ $0.path = unique + "/" }) { () throws(Failure) in try body(unique) }
  }

  /// Runs `body` with `name/` before the names of operations and variables. The variables' part
  /// is not made unique, so that a second scope of the same name finds the first one's variables.
  ///
  /// - Parameter reuse: Whether ``Variable``s asked for within must exist already; if not, what
  ///   holds around the scope holds within.
  public func variableScope<Result, Failure: Error>(
    _ name: String, reuse: Bool = false, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try variableScope(name, reuse: reuse ? .always : .never, body)
  }

  /// Runs `body` as ``variableScope(_:reuse:_:)-(_,Bool,_)`` does.
  ///
  /// - Parameter reuse: Whether variables asked for within exist already; with
  ///   ``VariableReuse/never``, what holds around the scope holds within.
  public func variableScope<Result, Failure: Error>(
    _ name: String, reuse: VariableReuse, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let unique = uniqueName(scopes.path + name)
    return try withScopes({
      $0.path = unique + "/"
      $0.variablePath += name + "/"
      if reuse != .never { $0.reuse = reuse }
    }) { () throws(Failure) in try body() }
  }

  /// Runs `body` at the top of both scopes, under an exact name scope that is not made unique.
  package func exactScope<Result, Failure: Error>(
    _ path: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let prefix = path.isEmpty ? "" : path + "/"
    return try withScopes({
      $0.path = prefix
      $0.variablePath = prefix
    }) { () throws(Failure) in try body() }
  }

  /// Runs `body`; the operations that it adds run only after `operations`.
  public func controlDependencies<Result, Failure: Error>(
    _ operations: [Operation], _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withScopes({ $0.control += operations }) { () throws(Failure) in try body() }
  }

  /// Runs `body`; the operations that it adds ask for a device such as `/cpu:1`. What the name
  /// leaves out is taken from the scope around it, so that `/cpu:1` within `/job:localhost` is both.
  /// An empty name leaves the choice to the session again.
  public func device<Result, Failure: Error>(
    _ name: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withScopes({ $0.device = DeviceName.merge(name, into: $0.device) }) {
      () throws(Failure) in try body()
    }
  }

  /// Runs `body`; the operations that it adds ask for the device of `operation`, and for none if
  /// that does not.
  public func colocate<Result, Failure: Error>(
    with operation: Operation, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withScopes({ $0.device = operation.device }) { () throws(Failure) in try body() }
  }

  /// The name that a variable has in the current variable scope.
  package func variableName(_ name: String) -> String { scopes.variablePath + name }

  /// Whether the current variable scope finds variables or makes them.
  package var variableReuse: VariableReuse { scopes.reuse }

  func withScopes<Result, Failure: Error>(
    _ change: (inout Scopes) -> Void, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let saved = scopes
    change(&scopes)
    defer { scopes = saved }
    return try body()
  }
}
