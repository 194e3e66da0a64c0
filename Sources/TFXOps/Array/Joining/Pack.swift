import TFXCore
public import TFXGraph
import TFXKernels

/// y = tensors of one shape along a new axis.   x₀, …, xₙ₋₁: [d…] → y: [d…, n, d…].
/// ∂xᵢ = its part of ∂y.
struct Pack: MovementOp {
  static let functions = ["stack"]

  /// Where the new axis stands in y; negative ones are counted from the end of y.
  var axis = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "where the new axis goes; from the end if negative")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    if inputs.count == 0 {
      throw ShapeError("values", expected: "one tensor at least", found: "none")
    }
    var shape = try inputs.withValues(0, "values").shape
    for index in 1..<max(1, inputs.count) {
      try inputs.sameType(0, index, "values")
      guard let merged = shape.merged(with: inputs[index].shape) else {
        throw ShapeError("values", expected: "\(shape)", found: "\(inputs[index])")
      }
      shape = merged
    }
    let rank = shape.rank + 1
    if !(-rank..<rank).contains(axis) {
      throw ShapeError("axis", expected: "\(-rank)…\(rank - 1) for \(shape)", found: "\(axis)")
    }
    shape.dimensions.insert(inputs.count, at: axis < 0 ? axis + rank : axis)
    return [TensorSpec(shape, inputs[0].dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return try dy.graph.unstack(dy, count: node.inputs.count, axis: axis)
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let shape = site.outputShape(0)
    let y = site.output(0, type)
    let inputs = site.inputs.indices.map { site.input($0, type) }
    let plans = Pack.plans(shape, axis: axis).map { plan in
      MovePlan(
        shape: plan.shape, from: MovePlan.steps(plan.shape), to: plan.steps, toOffset: plan.offset)
    }
    return { for (x, plan) in zip(inputs, plans) { Kernels.move(x, y, plan) } }
  }

  /// Where the tensors that are packed lie in the whole: their shape, steps and first elements.
  static func plans(
    _ shape: [Int], axis: Int
  ) -> [(shape: [Int], steps: [Int], offset: Int)] {
    let axis = axis < 0 ? axis + shape.count : axis
    var part = shape
    let count = part.remove(at: axis)
    var steps = MovePlan.steps(shape)
    let step = steps.remove(at: axis)
    return (0..<count).map { (part, steps, $0 * step) }
  }
}

extension Graph {
  /// Tensors of one shape along a new axis: TensorFlow's `tf.stack`.
  ///
  /// - Parameters:
  ///   - values: Tensors of one type, strings too: [d…].
  ///   - axis: Where the new axis stands in the result; negative ones are counted from its end.
  ///   - name: The operation's name.
  /// - Returns: [d…, n, d…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes differ.
  public func stack(
    _ values: [Output], axis: Int = 0, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Pack(axis: axis), values, name: name).output(0)
  }
}
