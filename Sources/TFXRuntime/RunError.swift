public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// A mistake in what a session was asked to run.
public enum RunError: Error, Hashable, Sendable {
  /// A placeholder that the fetches need was not fed.
  case missingFeed(name: String, TensorSpec)
  /// Something was fed or fetched that is not in the session's graph.
  case notInGraph(name: String)
  /// A variable's handle was fed or fetched.
  case noValue(name: String)
  /// A feed is of another element type or shape than its placeholder.
  case feedMismatch(name: String, expected: TensorSpec, found: TensorSpec)
  /// The fetches read a variable before it has a value.
  case uninitialized(variable: String)
  /// There is no variable of this name in the graph.
  case noVariable(name: String)
  /// A value given to a variable is of another element type or shape.
  case variableMismatch(name: String, expected: TensorSpec, found: TensorSpec)
  /// The shapes that were fed leave a shape unknown.
  case unknownShape(name: String, TensorSpec)
  /// The shapes that were fed don't fit the graph.
  case shapes(GraphError)
  /// An operation of a type that the graph accepts but no kernel computes.
  case noKernel(op: String, node: String)
  /// The control dependencies and assignments of a run wait for each other.
  case deadlock(names: [String])
  /// A library that an operation is computed with is not on this machine.
  case missingLibrary(name: String, reason: String, help: String)
  /// An operation refused the values that it was given.
  case failed(op: String, node: String, String)
  /// There are no more elements: a queue is closed and empty, a counter has reached its limit.
  case outOfRange(op: String, node: String, String)
  /// What an operation asks for by name, such as a tensor of a file, is not there.
  case notFound(op: String, node: String, String)
  /// The session, or a queue, was closed while an operation waited for it.
  case cancelled(op: String, node: String, String)
  /// The graph asks for a device that the session does not have.
  case unknownDevice(node: String, device: String, available: [String])
  /// An operation asks for another device than a variable that it takes, or its like, is on.
  case deviceConflict(node: String, device: String, with: String, on: String)
  /// A value, all values of a run together, or all variables take more memory than there is.
  case outOfMemory(name: String, byteCount: Int, limit: Int)
  /// A session was to run on something else than this process.
  case unknownTarget(String)
  /// There is no session to compute something in.
  case noDefaultSession
  /// An operation without outputs was fetched.
  case noOutput(name: String)
  /// The session was closed before the run.
  case closed
  /// A request that was to be prepared can't be one plan, as it needs values while it runs.
  case notOnePlan(name: String)
}

extension RunError {
  /// A library that cannot be opened.
  init(_ error: MissingLibraryError) {
    self = .missingLibrary(name: error.library.name, reason: error.reason, help: error.help)
  }
}

extension RunError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingFeed(let name, let spec):
      "placeholder '\(name)' (\(spec)) was not fed"
    case .notInGraph(let name):
      "'\(name)' is not in this session's graph"
    case .noValue(let name):
      "'\(name)' is a variable's handle, which has no value; use the variable's value"
    case .feedMismatch(let name, let expected, let found):
      "placeholder '\(name)': expected \(expected), was fed \(found)"
    case .uninitialized(let variable):
      "variable '\(variable)' has no value yet; run its initializer first (Session.initialize)"
    case .noVariable(let name):
      "the graph has no variable '\(name)'"
    case .variableMismatch(let name, let expected, let found):
      "variable '\(name)': expected \(expected), was given \(found)"
    case .unknownShape(let name, let spec):
      "the shape of '\(name)' (\(spec)) does not follow from the shapes that were fed"
    case .shapes(let error):
      "the shapes that were fed don't fit: \(error)"
    case .noKernel(let op, let node):
      "[\(op)] '\(node)': nothing here computes operations of this type"
    case .deadlock(let names):
      "these operations wait for each other: \(names.joined(separator: ", "))"
    case .missingLibrary(let name, let reason, _):
      "\(name) cannot be opened: \(reason)"
    case .failed(let op, let node, let message), .outOfRange(let op, let node, let message),
      .cancelled(let op, let node, let message), .notFound(let op, let node, let message):
      "[\(op)] '\(node)': \(message)"
    case .notOnePlan(let name):
      "'\(name)' needs values while it runs, so that it can't be prepared; use Session.run"
    case .unknownDevice(let node, let device, let available):
      "'\(node)' asks for device '\(device)'; expected one of \(available.joined(separator: ", "))"
        + " (SessionConfig.deviceCount adds devices, allowSoftPlacement takes the first instead)"
    case .deviceConflict(let node, let device, let other, let place):
      "'\(node)' asks for device '\(device)'; expected \(place), where '\(other)' is, as they share a "
        + "variable (SessionConfig.allowSoftPlacement takes that one instead)"
    case .outOfMemory(let name, let byteCount, let limit):
      "\(name): expected at most \(limit) bytes of memory, found \(byteCount) (SessionConfig.memoryLimit)"
    case .unknownTarget(let target):
      "session target: expected '' or 'local' for this process, found '\(target)'"
    case .noDefaultSession:
      "there is no default session; use Session.asDefault, an InteractiveSession, or Session.run"
    case .noOutput(let name):
      "operation '\(name)' has no output to fetch; run it as a target"
    case .closed:
      "the session is closed"
    }
  }
}

extension RunError {
  /// The error of a kernel, with the operation that it computed.
  init(_ error: KernelError, in operation: Operation) {
    let (op, node) = (operation.type, operation.name)
    switch error {
    case .values(let message): self = .failed(op: op, node: node, message)
    case .outOfRange(let message): self = .outOfRange(op: op, node: node, message)
    case .cancelled(let message): self = .cancelled(op: op, node: node, message)
    case .notFound(let message): self = .notFound(op: op, node: node, message)
    case .library(let error): self = RunError(error)
    }
  }
}
