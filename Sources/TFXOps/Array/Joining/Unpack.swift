import TFXCore
public import TFXGraph
import TFXKernels

/// y₀, …, yₙ₋₁ = the slices of x along an axis, without it.   x: [d…, n, d…] → yᵢ: [d…].
/// ∂x = the ∂yᵢ packed again.
struct Unpack: MovementOp {
  static let functions = ["unstack"]
  var axis = 0
  var count = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num", &count, in: .atLeast(0), "the extent of the axis, so the number of outputs")
    f.optional("axis", &axis, "the axis that goes; from the end if negative")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "value")
    let axis = try x.shape.checkedAxis(axis)
    if x.shape[axis] != Shape.unknown && x.shape[axis] != count || count < 0 {
      throw ShapeError(
        "num", expected: "extent \(axis) of \(x)", found: "\(count)")
    }
    try Split.checkCount(count, "num")
    var shape = x.shape
    shape.dimensions.remove(at: axis)
    return Array(repeating: TensorSpec(shape, x.dtype), count: count)
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let graph = node.graph
    var parts: [Output] = []
    for (index, part) in outputGradients.enumerated() {
      parts.append(try graph.gradient(part, orZerosLike: node.output(index)))
    }
    return [try graph.stack(parts, axis: axis)]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let x = site.input(0, type)
    let outputs = site.outputs.indices.map { site.output($0, type) }
    let plans = Pack.plans(site.inputShape(0), axis: axis).map { plan in
      MovePlan(
        shape: plan.shape, from: plan.steps, to: MovePlan.steps(plan.shape),
        fromOffset: plan.offset)
    }
    return { for (y, plan) in zip(outputs, plans) { Kernels.move(x, y, plan) } }
  }
}

extension Graph {
  /// The slices of `x` along an axis, without that axis: TensorFlow's `tf.unstack`.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [d…, n, d…].
  ///   - count: The extent of the axis; needed only if the graph doesn't know it.
  ///   - axis: The axis, negative ones counted from the end.
  ///   - name: The operation's name.
  /// - Returns: n tensors of shape [d…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis, or its extent is another
  ///   one, or not known and not given.
  public func unstack(
    _ x: Output, count: Int? = nil, axis: Int = 0, name: String? = nil
  ) throws(GraphError) -> [Output] {
    let isAxis = (-x.shape.rank..<x.shape.rank).contains(axis)
    // Without an axis inference refuses before it looks at the number.
    let number = count ?? (isAxis ? x.shape[axis] : 0)
    if number == 0 && isAxis && x.shape[axis] == 0 { return [] }
    return try add(Unpack(axis: axis, count: number), [x], name: name).outputs
  }
}
