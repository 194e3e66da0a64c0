import TFXCore
public import TFXGraph
import TFXKernels

/// A reduction of truth values over axes.   x: bool [d…] → y: bool [e…].   No gradient.
protocol LogicalReductionOp: Op {
  /// The axes, negative ones counted from the end; all if nil.
  var axes: [Int]? { get set }
  /// Whether they stay, with extent 1.
  var keepDims: Bool { get set }
  /// What it does to bytes that are 0 or 1.
  var reduction: Reduction { get }
}

extension LogicalReductionOp {
  static var nodeForm: NodeForm { NodeForm(fields: ["reduction_indices": "axis"]) }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.axes("axis", &axes, "the axes to go over; all if left out")
    f.optional("keep_dims", &keepDims, "whether they stay, with extent 1")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf([.bool], 0, "x")
    return [TensorSpec(try x.shape.reduced(over: axes, keepDims: keepDims), .bool)]
  }

  static var stopsGradient: Bool { true }

  func lower(_ site: Site) -> Kernel? {
    let plan = site.reductionPlan(over: site.inputs[0], axes)
    let reduction = reduction
    let x = site.input(0, UInt8.self)
    let y = site.output(0, UInt8.self)
    return { Kernels.reduceNumbers(reduction, x, y, plan) }
  }
}

/// y = whether all x along the axes hold; true of none.
struct All: LogicalReductionOp {
  var axes: [Int]?
  var keepDims = false

  var reduction: Reduction { .prod }
}

/// y = whether any x along the axes holds; false of none.
struct AnyOp: LogicalReductionOp {
  static let type = "Any"

  var axes: [Int]?
  var keepDims = false

  var reduction: Reduction { .max }
}

extension Graph {
  /// Whether all elements along axes hold.
  ///
  /// - Parameters:
  ///   - x: A `bool` tensor.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `x` is not `bool`, or an axis does not exist or
  ///   stands twice.
  public func all(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(All(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }

  /// Whether any element along axes holds.
  ///
  /// - Parameters:
  ///   - x: A `bool` tensor.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `x` is not `bool`, or an axis does not exist or
  ///   stands twice.
  public func any(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(AnyOp(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }
}
