public import TFXCore
public import TFXGraph
import TFXKernels

/// y = x broadcast to a shape.   x: [e…] → y: [d…].   ∂x = Σ ∂y.
struct BroadcastTo: MovementOp {
  /// The shape; nil if input 1 has it, int32 or int64 [rank].
  var shape: Shape?

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("shape", &shape, "of the result; a second input if left out")
  }

  var valueInputs: Set<Int> { shape == nil ? [1] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(shape == nil ? 2 : 1)
    let x = try inputs.withValues(0, "input")
    var target: Shape
    if let shape {
      target = shape
      if !shape.isFullyKnown {
        throw ShapeError("shape", expected: "a shape that is fully known", found: "\(shape)")
      }
    } else {
      let (values, rank) = try inputs.extents(1, "shape")
      target = Shape(values ?? Array(repeating: Shape.unknown, count: rank))
    }
    let fits =
      target.rank >= x.shape.rank
      && zip(
        x.shape.dimensions.reversed(), target.dimensions.reversed()
      ).allSatisfy { $0 == 1 || $0 == $1 || $0 == Shape.unknown || $1 == Shape.unknown }
    if !fits {
      throw ShapeError("shape", expected: "a shape that \(x) broadcasts to", found: "\(target)")
    }
    return [TensorSpec(target, x.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let none = node.inputs.dropFirst().map { (_) -> Output? in nil }
    guard let dy = outputGradients[0] else { return [nil] + none }
    // Not sumToShape: an unknown extent of both may be 1 in x alone.
    if node[0].shape == dy.shape && dy.shape.isFullyKnown { return [dy] + none }
    return [try dy.graph.add(SumToShape(), [dy, node[0]]).output(0)] + none
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let small = site.inputShape(0)
    let large = site.outputShape(0)
    let steps = MovePlan.steps(small)
    let missing = large.count - small.count
    let from = large.indices.map { axis in
      axis < missing || small[axis - missing] == 1 ? 0 : steps[axis - missing]
    }
    let plan = MovePlan(shape: large, from: from, to: MovePlan.steps(large))
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.move(x, y, plan) }
  }
}

extension Graph {
  /// `x` broadcast to a shape as in NumPy.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type.
  ///   - shape: The shape, fully known.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `x` does not broadcast to it.
  public func broadcast(
    _ x: Output, to shape: Shape, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(BroadcastTo(shape: shape), [x], name: name).output(0)
  }

  /// `x` broadcast to the shape that an `int32` or `int64` vector has, whose length the graph must
  /// know.
  public func broadcast(
    _ x: Output, to shape: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(BroadcastTo(shape: nil), [x, shape], name: name).output(0)
  }

  /// A tensor of one repeated value of any type, whose shape an `int32` or `int64` vector has.
  ///
  /// - Parameters:
  ///   - dims: The extents; the graph must know how many there are.
  ///   - value: A scalar.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if `value` is no scalar.
  public func fill(
    dims: Output, value: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(BroadcastTo(shape: nil), [reshape(value, to: []), dims], name: name).output(0)
  }
}
