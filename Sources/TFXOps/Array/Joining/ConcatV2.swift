import TFXCore
public import TFXGraph
import TFXKernels

/// y = tensors one behind the other along an axis.   x₀, x₁, …: [d…, nᵢ, d…] → y: [d…, Σ nᵢ, d…].
/// ∂xᵢ = its part of ∂y.
struct ConcatV2: MovementOp {
  var axis = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("axis", &axis, "the axis to join along; from the end if negative")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    if inputs.count == 0 {
      throw ShapeError("values", expected: "one tensor at least", found: "none")
    }
    let first = try inputs.withValues(0, "values")
    let axis = try first.shape.checkedAxis(axis)
    var shape = first.shape
    var extent = shape[axis]
    for index in 1..<max(1, inputs.count) {
      try inputs.sameType(0, index, "values")
      let other = inputs[index].shape
      var expected = shape
      expected[axis] = other.rank == shape.rank ? other[axis] : Shape.unknown
      guard let merged = other.merged(with: expected) else {
        expected[axis] = Shape.unknown
        throw ShapeError("values", expected: "\(expected)", found: "\(inputs[index])")
      }
      shape = merged
      let isKnown = extent != Shape.unknown && other[axis] != Shape.unknown
      extent = isKnown ? extent + other[axis] : Shape.unknown
    }
    shape[axis] = extent
    return [TensorSpec(shape, first.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let parts = ConcatGrad(axis: axis, count: node.inputs.count)
    return try dy.graph.add(parts, [dy] + node.inputs).outputs
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let shape = site.outputs[0].spec.shape
    let axis = axis < 0 ? axis + shape.rank : axis
    let steps = MovePlan.steps(shape.dimensions)
    let y = site.output(0, type)
    var parts: [(UnsafePointer<Element>, MovePlan)] = []
    var start = 0
    for index in site.inputs.indices {
      let part = site.inputShape(index)
      parts.append(
        (
          site.input(index, type),
          MovePlan(
            shape: part, from: MovePlan.steps(part), to: steps, toOffset: start * steps[axis])
        ))
      start += part[axis]
    }
    return { [parts] in
      MovePlan.forEach(parts) { x, plan in Kernels.move(x, y, plan) }
    }
  }
}

/// xᵢ = the part of y that a concatenation put there.   y: [d…, Σ nᵢ, d…], then x₀, x₁, … of which
/// the shapes count → y₀, y₁, …: [d…, nᵢ, d…].
///
/// TensorFlow writes it as ConcatOffset and Slice on shape tensors.
struct ConcatGrad: MovementOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var axis = 0
  var count = 0

  mutating func fields(_ f: inout some FieldVisitor) { f.show("axis", .int(axis)) }

  var shapeOnlyInputs: Set<Int> { Set(1...count) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(count + 1)
    let y = try inputs.withValues(0, "dy")
    for index in 1..<inputs.count { try inputs.sameType(0, index, "values") }
    let parts = inputs.all.dropFirst().map { TensorSpec($0.shape, y.dtype) }
    try inputs.expectShape(madeBy: ConcatV2(axis: axis), of: parts, 0, "dy")
    return parts
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let graph = node.graph
    var parts: [Output] = []
    for (index, part) in outputGradients.enumerated() {
      parts.append(try graph.gradient(part, orZerosLike: node.output(index)))
    }
    return [try graph.concat(parts, axis: axis)] + node.inputs.dropFirst().map { _ in nil }
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    Split.parts(site, type, axis: axis)
  }
}

extension Graph {
  /// Tensors one behind the other along an axis, in which alone they may differ.
  ///
  /// - Parameters:
  ///   - values: Tensors of one type, strings too: [d…, nᵢ, d…].
  ///   - axis: The axis, negative ones counted from the end.
  ///   - name: The operation's name.
  /// - Returns: [d…, Σ nᵢ, d…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or other extents differ.
  public func concat(
    _ values: [Output], axis: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ConcatV2(axis: axis), values, name: name).output(0)
  }
}
