import TFXCore
public import TFXGraph
import TFXKernels

/// A function of two truth values, broadcast as in NumPy.   a, b: bool [d…] → y: bool [d…].
/// No gradient.
protocol LogicalOp: Op {
  var function: LogicalKernel { get }
}

extension LogicalOp {
  var inPlaceInputs: [Int] { [0, 1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let a = try inputs.oneOf([.bool], 0, "a")
    let b = try inputs.oneOf([.bool], 1, "b")
    return [TensorSpec(try a.shape.broadcast(with: b.shape), .bool)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil, nil] }

  func lower(_ site: Site) -> Kernel? {
    let function = function
    let a = site.input(0, UInt8.self)
    let b = site.input(1, UInt8.self)
    let y = site.output(0, UInt8.self)
    let plan = BroadcastPlan(site.inputShape(0), site.inputShape(1))
    return { function(a, b, y, plan) }
  }
}

/// y = whether a and b hold.
struct LogicalAnd: LogicalOp {
  var function: LogicalKernel { .and }
}

/// y = whether a or b holds, or both.
struct LogicalOr: LogicalOp {
  var function: LogicalKernel { .or }
}

/// y = whether x does not hold.   x: bool [d…] → y: bool [d…].   No gradient.
struct LogicalNot: Op {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try inputs.oneOf([.bool], 0, "x")]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  func lower(_ site: Site) -> Kernel? {
    let x = site.input(0, UInt8.self)
    let y = site.output(0, UInt8.self)
    let count = site.outputCount(0)
    return { IntegerUnaryKernel.not(x, y, count) }
  }
}

extension Graph {
  /// Whether both hold, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are `bool` and their shapes fit.
  public func logicalAnd(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(LogicalAnd(), [a, b], name: name).output(0)
  }

  /// Whether at least one holds, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are `bool` and their shapes fit.
  public func logicalOr(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(LogicalOr(), [a, b], name: name).output(0)
  }

  /// Whether it does not hold, element by element.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless `x` is `bool`.
  public func logicalNot(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(LogicalNot(), [x], name: name).output(0)
  }

  /// Whether exactly one holds, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are `bool` and their shapes fit.
  public func logicalXor(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "LogicalXor") { (_) throws(GraphError) in
      try logicalAnd(logicalOr(a, b), logicalNot(logicalAnd(a, b)))
    }
  }
}
