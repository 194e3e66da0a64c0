import TFXCore
import TFXGraph
import TFXRuntime
import TFXSavedModel

extension ServerStatus {
  /// The status that TensorFlow's server gives for a mistake in a graph.
  init(_ error: SavedModelError) {
    let code: Code =
      switch error {
      case .noNode, .unknownOperation: .notFound
      case .unsupported: .unimplemented
      case .run(let error): ServerStatus(error).code
      case .file, .malformed, .notEmpty, .noTags, .noTensor, .mismatch, .graph, .duplicateNode,
        .fedTwice, .misfed, .unfed, .badDevice, .badColocation:
        .invalidArgument
      }
    self.init(code, error.description)
  }

  /// The status for what went wrong in a run.
  init(_ error: RunError) {
    switch error {
    case .uninitialized(let variable):
      // Its words are looked for by programs.
      self.init(.failedPrecondition, "Attempting to use uninitialized value \(variable)")
    case .notInGraph, .noOutput, .notFound: self.init(.notFound, error.description)
    case .outOfRange: self.init(.outOfRange, error.description)
    case .cancelled, .closed: self.init(.cancelled, error.description)
    case .outOfMemory: self.init(.resourceExhausted, error.description)
    case .missingLibrary: self.init(.failedPrecondition, error.description)
    case .noKernel, .unknownShape: self.init(.unimplemented, error.description)
    case .deadlock, .notOnePlan, .noDefaultSession: self.init(.internal, error.description)
    case .missingFeed, .noValue, .feedMismatch, .noVariable, .variableMismatch, .shapes, .failed,
      .unknownDevice, .deviceConflict, .unknownTarget:
      self.init(.invalidArgument, error.description)
    }
  }

  /// The bytes of a request are none.
  static let malformed = ServerStatus(.invalidArgument, "The request is no message of its kind.")
}
