import TFXCore
public import TFXGraph
import TFXKernels

/// y = whether a and b hold, broadcast.   a, b: bool [d…] → y: bool [d…].   No gradient.
struct LogicalAnd: Op {
  static let stopsGradient = true
  var inPlaceInputs: [Int] { [0, 1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { try inputs.truths() }
  func lower(_ site: Site) -> Kernel? { site.logical(.and) }
}

/// y = whether a or b holds, or both, broadcast.   a, b: bool [d…] → y: bool [d…].   No gradient.
struct LogicalOr: Op {
  static let stopsGradient = true
  var inPlaceInputs: [Int] { [0, 1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { try inputs.truths() }
  func lower(_ site: Site) -> Kernel? { site.logical(.or) }
}

extension InputSpecs {
  /// What is made of two truth values, broadcast.
  fileprivate func truths() throws(ShapeError) -> [TensorSpec] {
    try expect(2)
    let a = try oneOf([.bool], 0, "a")
    let b = try oneOf([.bool], 1, "b")
    return [TensorSpec(try a.shape.broadcast(with: b.shape), .bool)]
  }
}

extension Site {
  /// A function of two truth values.
  fileprivate func logical(_ function: LogicalKernel) -> Kernel {
    let (a, b) = (input(0, UInt8.self), input(1, UInt8.self))
    let y = output(0, UInt8.self)
    let plan = BroadcastPlan(inputShape(0), inputShape(1))
    return { function(a, b, y, plan) }
  }
}

/// y = whether x does not hold.   x: bool [d…] → y: bool [d…].   No gradient.
struct LogicalNot: Op {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try inputs.oneOf([.bool], 0, "x")]
  }

  static let stopsGradient = true

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
