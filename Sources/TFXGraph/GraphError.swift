/// An input that an operation cannot take.
public struct ShapeError: Error, Hashable, Sendable {
  /// The argument's name, or what it is about.
  public var argument: String
  /// What it must be.
  public var expected: String
  /// What it is.
  public var found: String

  /// `argument` is `found`, where `expected` is needed.
  public init(_ argument: String, expected: String, found: String) {
    self.argument = argument
    self.expected = expected
    self.found = found
  }
}

/// A mistake in building or using a graph.
public enum GraphError: Error, Hashable, Sendable {
  /// An operation that cannot take its inputs.
  case invalid(op: String, node: String, ShapeError)
  /// An operation without a gradient stands between a scalar and what it is to be derived by.
  case noGradient(op: String, node: String)
  /// An output was used in a graph other than its own.
  case foreign(node: String)
  /// A variable was made twice under one name without `reuse`.
  case variableExists(name: String)
  /// A variable to be reused does not exist.
  case noVariable(name: String)
  /// A variable to be reused is of another spec.
  case variableDiffers(name: String, existing: String, asked: String)
  /// No operation or output has this name.
  case unknownName(String)
  /// A broken invariant that ``Graph/verify()`` found.
  case broken(node: String, String)
}

extension GraphError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalid(let op, let node, let error):
      "[\(op)] '\(node)': \(error.argument): expected \(error.expected), found \(error.found)"
    case .noGradient(let op, let node):
      "[\(op)] '\(node)' has no gradient; put stopGradient before it, or derive by something else"
    case .foreign(let node):
      "'\(node)' belongs to another graph"
    case .variableExists(let name):
      "variable '\(name)' exists already; ask for it within variableScope(…, reuse: true), "
        + "or give it another name"
    case .noVariable(let name):
      "there is no variable '\(name)' to reuse; make it first, outside of the reusing scope"
    case .variableDiffers(let name, let existing, let asked):
      "variable '\(name)' is \(existing), and cannot be reused as \(asked)"
    case .unknownName(let name):
      "the graph has nothing named '\(name)'"
    case .broken(let node, let reason):
      "'\(node)' breaks an invariant of the graph: \(reason)"
    }
  }
}
