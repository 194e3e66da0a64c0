import Synchronization
import TFXCore
import TFXGraph
import TFXOps

/// What the gradients of TensorFlow 1's loops are made of: stacks on which the loop leaves values for the
/// loop of the gradient, which takes them off in reverse.
let clientLoopOps: [String: ImportedOp] = [
  "ControlTrigger": { site in .init(operation: try site.graph.group([], name: site.name)) },
  "LoopCond": { site in try site.imported([try site.input(0)]) },
  "NextIteration": next,
  "RefNextIteration": next,
  "StackPopV2": { site in
    let stack = try site.stack()
    if let constant = site.importer.stacked[stack]?.constant {
      return try site.imported([try site.graph.constant(constant, name: site.name)])
    }
    guard let spec = site.importer.stacked[stack]?.spec else {
      throw site.unsupported("nothing is put on its stack before")
    }
    return try site.imported(
      site.graph.add(StackPop(stack: stack, spec: spec), name: site.name).outputs)
  },
  "StackPushV2": { site in
    let (stack, value) = (try site.stack(), try site.input(1))
    site.importer.stacked[stack] = (value.spec, value.operation.definition.constantValue)
    let operation = try site.graph.add(StackPush(stack: stack), [value], name: site.name)
    return .init(outputs: [value], operation: operation)
  },
  "StackV2": { site in .init(stack: site.node.name) },
]

/// What a round has made, after all that is waited for.
private let next: ImportedOp = { site in
  let value = try site.input(0)
  return try site.imported([site.waits ? try site.graph.identity(value) : value])
}

extension ImportSite {
  /// The name of the stack whose handle comes in.
  fileprivate func stack() throws(SavedModelError) -> String {
    guard let stack = inputs.first?.node.stack else { throw unsupported("input 0 is no stack") }
    return stack
  }
}

/// The values that one run has put on a stack.
private final class ValueStack: Sendable {
  private let values = Locked([Tensor]())

  func push(_ value: Tensor) { values.withLock { $0.append(value) } }
  func pop() -> Tensor? { values.withLock { $0.popLast() } }
}

/// Puts a value on a stack of the run.   x: [d…] → .
struct StackPush: HostOp {
  var stack = ""

  var hasSideEffect: Bool { true }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return []
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    context.runResource(stack) { ValueStack() }.push(inputs[0])
    return []
  }
}

/// Takes the last value off a stack of the run.   → y: [d…].
struct StackPop: HostOp {
  var stack = ""
  var spec = TensorSpec(.scalar)

  var hasSideEffect: Bool { true }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    return [spec]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    guard let value = context.runResource(stack, { ValueStack() }).pop() else {
      throw KernelError("the stack '\(stack)' is empty")
    }
    return [value]
  }
}
