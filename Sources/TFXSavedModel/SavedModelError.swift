public import TFXCore
public import TFXGraph
public import TFXRuntime

/// Why a graph, a saved model or TensorFlow's checkpoint cannot be read or written.
public enum SavedModelError: Error, Hashable, Sendable {
  /// A file cannot be read or written at all.
  case file(FileError)
  /// The content of a file is not what it should be.
  case malformed(file: String, reason: String)
  /// A directory to be written to has something in it.
  case notEmpty(directory: String)
  /// An operation that has no counterpart on the other side.
  case unsupported(op: String, node: String, reason: String)
  /// A saved model has no graph with these tags.
  case noTags([String], found: [[String]])
  /// A tensor is not in a checkpoint.
  case noTensor(name: String, file: String)
  /// A tensor of a checkpoint does not fit its variable.
  case mismatch(name: String, expected: String, found: String)
  /// The graph refuses what was to be built.
  case graph(GraphError)
  /// The session has no values to be saved.
  case run(RunError)
}

extension SavedModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .malformed(let file, let reason): "\(file): error: \(reason)"
    case .notEmpty(let directory):
      "\(directory): error: the directory exists and is not empty; give another one, or empty it"
    case .unsupported(let op, let node, let reason): "[\(op)] '\(node)': \(reason)"
    case .noTags(let tags, let found):
      "no graph is tagged \(tags); there are "
        + found.map { "\($0)" }.joined(separator: " and ")
    case .noTensor(let name, let file): "\(file): error: there is no tensor '\(name)'"
    case .mismatch(let name, let expected, let found):
      "variable '\(name)': expected \(expected), the checkpoint has \(found)"
    case .graph(let error): error.description
    case .run(let error): error.description
    }
  }
}
