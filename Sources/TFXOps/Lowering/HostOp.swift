package import TFXCore
package import TFXGraph

/// An operation that is computed from whole tensors, between plans: one on strings, one whose
/// output shapes depend on its inputs' values, one that blocks, or one that runs other parts of the
/// graph.
///
/// An operation that is an ``Op`` too is computed so only where it touches strings.
package protocol HostOp: OpDefinition {
  /// The outputs for inputs that have passed ``OpDefinition/infer(_:)``. An input that is a handle
  /// is an empty tensor.
  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor]
}

/// What a session lends to an operation that is computed between plans.
package protocol HostContext: AnyObject {
  /// The name of the operation.
  var name: String { get }

  /// The object that the session keeps under a name, such as a queue; `make` makes it the first
  /// time. The same for every run of the session.
  func resource<Resource: AnyObject & Sendable>(
    _ name: String, _ make: () -> Resource
  ) -> Resource

  /// The same of an object that lives as long as the run, such as what a loop stacks.
  func runResource<Resource: AnyObject & Sendable>(
    _ name: String, _ make: () -> Resource
  ) -> Resource

  /// Computes other parts of the graph, within the same run.
  ///
  /// - Parameter done: Operations that have run already.
  func run(
    _ fetches: [Output], targets: [Operation], feeding feeds: [Output: Tensor],
    after done: [Operation]
  ) throws(KernelError) -> [Tensor]

  /// Whether a variable of the session has a value.
  func isInitialized(_ variable: String) -> Bool

  /// Whether the session is closed: what blocks must end with ``KernelError/cancelled``.
  var isCancelled: Bool { get }

  /// Calls `handler` when the session closes, at once if it is closed, while `body` runs.
  func withCancellationHandler<Result>(
    _ handler: @escaping @Sendable () -> Void, _ body: () throws(KernelError) -> Result
  ) throws(KernelError) -> Result
}

extension OpDefinition {
  /// Whether the operation is computed between plans for inputs and outputs of the given types.
  package func isHosted(_ dtypes: [DType]) -> Bool {
    self is any HostOp && (!(self is any Op) || dtypes.contains(.string))
  }
}

extension Operation {
  /// Whether it is computed between plans.
  package var isHosted: Bool {
    definition.isHosted((inputs.map(\.dtype) + outputSpecs.map(\.dtype)))
  }
}
