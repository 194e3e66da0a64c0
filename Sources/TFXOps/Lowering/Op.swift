package import TFXCore
package import TFXGraph
package import TFXKernels

/// An operation that can be computed: what a file of this module describes.
package protocol Op: OpDefinition {
  /// The work of one run, with addresses and sizes settled; nil if there is none to do.
  ///
  /// Called once for a plan. It may prepare what it likes; the kernel that it returns must not
  /// allocate. Inputs have passed ``OpDefinition/infer(_:)`` with their true shapes.
  func lower(_ site: Site) -> Kernel?

  /// The floating-point operations of one run, counting a multiplication and an addition each; 0 for
  /// work that memory bounds.
  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int

  /// Where output 0 lies; further outputs always have buffers of their own.
  var memory: OutputMemory { get }

  /// Inputs whose values the output shapes, or the kernel's preparation, depend on: whole numbers,
  /// of which ``Site/value(_:)`` has the value when it is known.
  var valueInputs: Set<Int> { get }

  /// Inputs of which only the shape is read, so that their values may be gone already.
  var shapeOnlyInputs: Set<Int> { get }

  /// Inputs that output 0 may overwrite if nobody reads them later and their size is the same.
  var inPlaceInputs: [Int] { get }

  /// Whether output 0 is input 0 for inputs of the given specs, so that there is nothing to do.
  func isAlias(_ inputs: [TensorSpec]) -> Bool

  /// Whether a plan may compute it once if all inputs are constants, or once for all operations that
  /// are equal to it. Not what draws random numbers.
  var isFoldable: Bool { get }

  /// Inputs, all handles of variables, whose variables it writes.
  var writtenInputs: [Int] { get }

  /// Whether it gives the variables that it writes a whole new value without reading the old one.
  var overwrites: Bool { get }

  /// An input that may be computed in the memory of the variable that is the first one, so that nothing is
  /// left to do; a run that fails leaves anything there.
  var inputOfVariable: Int? { get }

  /// Whether it runs as soon as its inputs are there, and not in the order of creation.
  var runsAtOnce: Bool { get }

  /// Whether a run pauses behind it, so that the program can change output 0 before the rest goes on. What
  /// writes variables comes after all pauses, as far as these don't depend on it.
  var pausesRun: Bool { get }
}

extension Op {
  package func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    0
  }

  package var memory: OutputMemory { .buffer }
  package var valueInputs: Set<Int> { [] }
  package var shapeOnlyInputs: Set<Int> { [] }
  package var inPlaceInputs: [Int] { [] }
  package func isAlias(_ inputs: [TensorSpec]) -> Bool { false }
  package var isFoldable: Bool { !hasSideEffect }
  package var writtenInputs: [Int] { [] }
  package var overwrites: Bool { false }
  package var inputOfVariable: Int? { nil }
  package var runsAtOnce: Bool { false }
  package var pausesRun: Bool { false }
  package var hasSideEffect: Bool { !writtenInputs.isEmpty }
  /// Plans move no strings.
  package var takesStrings: Bool { self is any HostOp }
}

/// Where the first output of an operation lies.
package enum OutputMemory: Sendable {
  /// In a buffer that the plan gives it.
  case buffer
  /// In the bytes of an input.
  case input(Int)
  /// In a tensor that never changes.
  case constant(Tensor)
  /// In the session's storage of a variable.
  case variable(name: String, TensorSpec)
  /// In a buffer that the user fills.
  case feed
}

/// The work of one operation in one run.
package typealias Kernel = () throws(KernelError) -> Void

/// Why a kernel cannot do its work.
package enum KernelError: Error, Hashable, Sendable {
  /// The values that it was given are wrong: what was expected, what was found.
  case values(String)
  /// There are no more elements, and there will be none.
  case outOfRange(String)
  /// What it waited for was closed meanwhile.
  case cancelled(String)
  /// What it asks for by name is not there.
  case notFound(String)
  /// A library that it calls is not there.
  case library(MissingLibraryError)

  package init(_ message: String) { self = .values(message) }

  /// The session was closed while an operation waited.
  package static let sessionClosed = KernelError.cancelled("the session was closed meanwhile")
}

extension MathLibrary {
  /// Opens the library for a kernel that needs it. Returns nil, or if there is none, the kernel to
  /// run instead, which says so.
  func refusal() -> Kernel? {
    do {
      try load()
      return nil
    } catch {
      return { () throws(KernelError) in throw .library(error) }
    }
  }
}
