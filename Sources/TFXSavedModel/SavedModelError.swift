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
  /// An operation that nobody has heard of here.
  case unknownOperation(op: String, node: String)
  /// A saved model has no graph with these tags.
  case noTags([String], found: [[String]])
  /// A tensor is not in a checkpoint.
  case noTensor(name: String, file: String)
  /// A tensor of a checkpoint does not fit its variable.
  case mismatch(name: String, expected: String, found: String)
  /// A client's graph has no node of a name that is fed, fetched or run.
  case noNode(name: String, role: NodeRole)
  /// A client adds a node that its graph has already.
  case duplicateNode(name: String)
  /// A client feeds an output twice.
  case fedTwice(name: String)
  /// A client feeds a placeholder with something of another type or shape.
  case misfed(name: String, expected: String, found: String)
  /// A client runs what needs a placeholder, and does not feed it.
  case unfed(node: String, dtype: DType?, shape: Shape?)
  /// A node asks for a device that is not there.
  case badDevice(node: String, device: String, available: [String])
  /// Two nodes that must be on one device ask for different ones.
  case badColocation(nodes: [String], devices: [String])
  /// The graph refuses what was to be built.
  case graph(GraphError)
  /// The session has no values to be saved.
  case run(RunError)
}

/// What a client names a node for.
public enum NodeRole: Hashable, Sendable {
  case feed, fetch, target
}

extension SavedModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .malformed(let file, let reason): "\(file): error: \(reason)"
    case .notEmpty(let directory):
      "\(directory): error: the directory exists and is not empty; give another one, or empty it"
    case .unsupported(let op, let node, let reason): "[\(op)] '\(node)': \(reason)"
    case .unknownOperation(let op, let node):
      "Op type not registered '\(op)' in this server (node '\(node)')"
    case .noTags(let tags, let found):
      "no graph is tagged \(tags); there are "
        + found.map { "\($0)" }.joined(separator: " and ")
    case .noTensor(let name, let file): "\(file): error: there is no tensor '\(name)'"
    case .mismatch(let name, let expected, let found):
      "variable '\(name)': expected \(expected), the checkpoint has \(found)"
    // In TensorFlow's words, which clients look for.
    case .noNode(let name, .feed): "FeedInputs: unable to find feed output \(name)"
    case .noNode(let name, .fetch): "FetchOutputs node \(name): not found"
    case .noNode(let name, .target): "PruneForTargets: Some target nodes not found: \(name)"
    case .duplicateNode(let name):
      "GraphDef argument to Extend includes node '\(name)', which was created by a previous call to "
        + "Create or Extend in this session."
    case .fedTwice(let name): "Endpoint '\(name)' fed more than once."
    case .misfed(let name, let expected, let found):
      "placeholder '\(name)': expected \(expected), was fed \(found)"
    case .unfed(let node, let dtype, let shape):
      "You must feed a value for placeholder tensor '\(node)' with dtype "
        + (dtype.map(SavedModelError.tensorFlowName) ?? "unknown")
        + (shape.map { " and shape \(SavedModelError.tensorFlowName($0))" } ?? "")
    case .badDevice(let node, let device, let available):
      "Cannot assign a device for operation \(node): {{node \(node)}} was explicitly assigned to "
        + "\(device) but available devices are [ \(available.joined(separator: ", ")) ]. Make sure the "
        + "device specification refers to a valid device."
    case .badColocation(let nodes, let devices):
      "Cannot colocate nodes "
        + nodes.map { "{{colocation_node \($0)}}" }.joined(separator: " and ")
        + ": Cannot merge devices with incompatible tasks: "
        + devices.map { "'\($0)'" }.joined(separator: " and ")
    case .graph(let error): error.description
    case .run(let error): error.description
    }
  }
}

extension SavedModelError {
  private static func tensorFlowName(_ dtype: DType) -> String {
    switch dtype {
    case .float32: "float"
    case .float64: "double"
    default: dtype.rawValue
    }
  }

  private static func tensorFlowName(_ shape: Shape) -> String {
    "[" + shape.dimensions.map { $0 == Shape.unknown ? "?" : String($0) }.joined(separator: ",")
      + "]"
  }
}
