import TFXCore
public import TFXGraph
import TFXKernels

/// y = a where the condition holds, else b, broadcast.   condition: bool [d…], a, b: [d…] → y: [d…].
/// ∂a = ∂y where it holds, ∂b = ∂y elsewhere.
struct SelectV2: MovementOp {
  static let nodeForm = NodeForm("SelectV2", "Select")

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let condition = try inputs.oneOf([.bool], 0, "condition")
    let a = try inputs.withValues(1, "t")
    try inputs.sameType(1, 2, "e")
    let shape = try SelectV2.broadcast(a.shape, inputs[2].shape, "e")
    return [TensorSpec(try SelectV2.broadcast(shape, condition.shape, "condition"), a.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    let zeros = try graph.zerosLike(dy)
    return [
      nil,
      try graph.sumToShape(graph.select(node[0], dy, zeros), of: node[1], against: node.inputs),
      try graph.sumToShape(graph.select(node[0], zeros, dy), of: node[2], against: node.inputs),
    ]
  }

  private static func broadcast(
    _ shape: Shape, _ other: Shape, _ argument: String
  ) throws(ShapeError) -> Shape {
    do throws(ShapeError) {
      return try shape.broadcast(with: other)
    } catch {
      throw ShapeError(argument, expected: error.expected, found: error.found)
    }
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let condition = site.input(0, UInt8.self)
    let a = site.input(1, type)
    let b = site.input(2, type)
    let y = site.output(0, type)
    let shape = site.outputShape(0)
    if (0..<3).allSatisfy({ site.inputShape($0) == shape }) {
      let count = site.outputCount(0)
      return { Kernels.select(condition: condition, a, b, y, count) }
    }
    let plan = SelectPlan(
      shape, condition: site.inputShape(0), site.inputShape(1), site.inputShape(2))
    return { Kernels.select(condition: condition, a, b, y, plan) }
  }
}

extension Graph {
  /// `a` where `condition` holds, else `b`, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the condition is a `bool` tensor, the others
  ///   are of one type, strings too, and the shapes fit.
  public func select(
    _ condition: Output, _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SelectV2(), [condition, a, b], name: name).output(0)
  }

  /// `a` where `condition` holds, else `b`: TensorFlow's `tf.where` with three arguments.
  public func `where`(
    _ condition: Output, _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try select(condition, a, b, name: name)
  }
}
