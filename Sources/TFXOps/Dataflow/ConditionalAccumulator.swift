public import TFXCore
public import TFXGraph

/// How an accumulator combines gradients.
public enum AccumulatorReduction: String, Sendable {
  case mean = "MEAN"
  case sum = "SUM"
}

/// Sums up gradients that several threads compute until there are enough for a step, and drops
/// those that are too old: TensorFlow's `tf.ConditionalAccumulator`.
public struct ConditionalAccumulator: Sendable {
  public static let nodeForm = NodeForm("ResourceConditionalAccumulator")

  /// Stands for the accumulator in the graph.
  public let handle: Output
  let definition: AccumulatorDefinition

  private var graph: Graph { handle.graph }

  /// An operation that adds a gradient, unless `localStep` is before the accumulator's step.
  ///
  /// - Parameters:
  ///   - gradient: In the accumulator's shape and type.
  ///   - localStep: `int64` of shape `[]`: the step whose variables the gradient was computed with.
  public func applyGradient(
    _ gradient: Output, localStep: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try graph.add(
      AccumulatorApplyGradient(accumulator: definition), [handle, localStep, gradient], name: name)
  }

  /// The mean (or sum) of the gradients as soon as there are `count`; it begins anew with the next
  /// step.
  public func takeGradient(_ count: Int, name: String? = nil) throws(GraphError) -> Output {
    try graph.add(
      AccumulatorTakeGradient(accumulator: definition, count: count), [handle], name: name
    ).output(0)
  }

  /// The number of gradients that have been added: `int32` of shape `[]`.
  public func numAccumulated(name: String? = nil) throws(GraphError) -> Output {
    try graph.add(AccumulatorNumAccumulated(accumulator: definition), [handle], name: name)
      .output(0)
  }

  /// An operation that sets the accumulator's step: `int64` of shape `[]`.
  public func setGlobalStep(_ step: Output, name: String? = nil) throws(GraphError) -> Operation {
    try graph.add(
      AccumulatorSetGlobalStep(accumulator: definition), [handle, step], name: name)
  }
}

extension Graph {
  /// An accumulator of gradients of the given type and shape, fully known. Under a `sharedName` all
  /// graphs of a server have the same.
  public func conditionalAccumulator(
    _ dtype: DType = .float32, shape: Shape, reduction: AccumulatorReduction = .mean,
    name: String? = nil, sharedName: String? = nil
  ) throws(GraphError) -> ConditionalAccumulator {
    let unique =
      sharedName ?? "\(scopedName(name ?? ConditionalAccumulatorOp.type))#\(operations.count)"
    let definition = AccumulatorDefinition(
      name: unique, spec: TensorSpec(shape, dtype), reduction: reduction)
    return ConditionalAccumulator(
      handle: try add(ConditionalAccumulatorOp(accumulator: definition), name: name).output(0),
      definition: definition)
  }
}

struct AccumulatorDefinition: Sendable {
  var name = ""
  var spec = TensorSpec(.scalar)
  var reduction = AccumulatorReduction.mean
}

/// The gradients of an accumulator in a session.
final class AccumulatorStorage: Sendable {
  private struct State {
    var sum: [Double] = []
    var count = 0
    var step: Int64 = 0
  }

  private let definition: AccumulatorDefinition
  private let monitor = ConditionLock()
  private nonisolated(unsafe) var state = State()  // guarded by the monitor

  init(_ definition: AccumulatorDefinition) { self.definition = definition }

  var count: Int { monitor.locked { state.count } }

  func apply(_ gradient: Tensor, localStep: Int64) {
    let numbers = gradient.doubles()
    monitor.locked {
      if localStep < state.step { return }
      state.sum = state.count == 0 ? numbers : zip(state.sum, numbers).map { $0 + $1 }
      state.count += 1
      monitor.wakeAll()
    }
  }

  func take(_ count: Int, _ context: any HostContext) throws(KernelError) -> Tensor {
    try context.withCancellationHandler({ [monitor] in monitor.locked { monitor.wakeAll() } }) {
      () throws(KernelError) in
      try monitor.locked { () throws(KernelError) in
        while state.count < count {
          if context.isCancelled { throw .sessionClosed }
          monitor.wait()
        }
        if context.isCancelled { throw .sessionClosed }
        let divisor = definition.reduction == .mean ? Double(state.count) : 1
        let result = Tensor(state.sum.map { $0 / divisor }, shape: definition.spec.shape)
        state.count = 0
        state.step += 1
        return result.converted(to: definition.spec.dtype)
      }
    }
  }

  func setStep(_ step: Int64) { monitor.locked { state.step = step } }
}

/// Stands for an accumulator.   → handle: resource [].
struct ConditionalAccumulatorOp: HostOp {
  static let type = "ConditionalAccumulator"
  static let unnamed: String? = Unnamed.waits
  static let nodeForm = NodeForm("ResourceConditionalAccumulator")

  var accumulator = AccumulatorDefinition()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.show("dtype", .type(accumulator.spec.dtype))
    f.show("shape", .shape(accumulator.spec.shape))
    f.show("reduction_type", .string(accumulator.reduction.rawValue))
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if !accumulator.spec.dtype.isFloating || !accumulator.spec.shape.isFullyKnown {
      throw ShapeError(
        "dtype", expected: "float32 or float64, of known shape", found: "\(accumulator.spec)")
    }
    try accumulator.spec.expectPossible()
    return [TensorSpec(.scalar, .resource)]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(shape: .scalar, dtype: .resource)]
  }
}

/// Something done with an accumulator.   handle: resource [], … → ….
protocol AccumulatorOp: HostOp {
  var accumulator: AccumulatorDefinition { get }
}

extension AccumulatorOp {
  static var unnamed: String? { Unnamed.waits }
  var hasSideEffect: Bool { true }

  fileprivate func storage(_ context: any HostContext) -> AccumulatorStorage {
    context.resource(accumulator.name) { AccumulatorStorage(accumulator) }
  }
}

/// Adds a gradient that is not stale.   handle, local_step: int64 [], gradient: [d…] → .
struct AccumulatorApplyGradient: AccumulatorOp {
  static let nodeForm = NodeForm("ResourceAccumulatorApplyGradient")

  var accumulator = AccumulatorDefinition()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    if inputs[1] != TensorSpec(.scalar, .int64) {
      throw ShapeError("local_step", expected: "int64[]", found: "\(inputs[1])")
    }
    let (expected, found) = (accumulator.spec, inputs[2])
    if found.dtype != expected.dtype || found.shape.merged(with: expected.shape) == nil {
      throw ShapeError("gradient", expected: "\(expected)", found: "\(found)")
    }
    return []
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    storage(context).apply(inputs[2], localStep: inputs[1].scalars(as: Int64.self)[0])
    return []
  }
}

/// Takes the mean of the gradients.   handle → gradient: [d…].
struct AccumulatorTakeGradient: AccumulatorOp {
  static let nodeForm = NodeForm("ResourceAccumulatorTakeGradient")

  var accumulator = AccumulatorDefinition()
  var count = 1

  mutating func fields(_ f: inout some FieldVisitor) { f.show("num_required", .int(count)) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    if count < 1 { throw ShapeError("num_required", expected: "1 or more", found: "\(count)") }
    return [accumulator.spec]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] { [try storage(context).take(count, context)] }
}

/// The number of gradients.   handle → int32 [].
struct AccumulatorNumAccumulated: AccumulatorOp {
  static let nodeForm = NodeForm("ResourceAccumulatorNumAccumulated")

  var accumulator = AccumulatorDefinition()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [TensorSpec(.scalar, .int32)]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] { [Tensor(Int32(storage(context).count))] }
}

/// Sets the step before which gradients are stale.   handle, new_global_step: int64 [] → .
struct AccumulatorSetGlobalStep: AccumulatorOp {
  static let nodeForm = NodeForm("ResourceAccumulatorSetGlobalStep")

  var accumulator = AccumulatorDefinition()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    if inputs[1] != TensorSpec(.scalar, .int64) {
      throw ShapeError("new_global_step", expected: "int64[]", found: "\(inputs[1])")
    }
    return []
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    storage(context).setStep(inputs[1].scalars(as: Int64.self)[0])
    return []
  }
}
