public import TFXCore
public import TFXGraph

/// y = the elements of x, in order, under another shape.   x: [d…] → y: [e…].
/// ∂x = ∂y in the shape of x.
struct Reshape: AliasOp {
  /// The extents, of which one may be −1: what the others leave; nil if input 1 has them, int32 or
  /// int64 [rank].
  var shape: [Int]?

  mutating func fields(_ f: inout some FieldVisitor) {
    f.numbers("shape", &shape, "the extents, one of which may be -1; a second input if left out")
  }

  var valueInputs: Set<Int> { shape == nil ? [1] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(shape == nil ? 2 : 1)
    let x = try inputs.withValues(0, "tensor")
    if let shape { return try infer(x, shape) }
    let values = try inputs.integers(1, "shape")
    guard let rank = try inputs.ranked(1, 1, "shape").shape.knownCount else {
      throw ShapeError("shape", expected: "a vector of known length", found: "\(inputs[1])")
    }
    guard let values else {
      return [TensorSpec(Shape(Array(repeating: Shape.unknown, count: rank)), x.dtype)]
    }
    return try infer(x, values)
  }

  private func infer(_ x: TensorSpec, _ shape: [Int]) throws(ShapeError) -> [TensorSpec] {
    if let negative = shape.first(where: { $0 < Shape.unknown }) {
      throw ShapeError("shape", expected: "extents of -1 or more", found: "\(negative)")
    }
    if shape.count(where: { $0 == Shape.unknown }) > 1 {
      throw ShapeError("shape", expected: "at most one -1", found: "\(shape)")
    }
    guard let inferred = shape.firstIndex(of: Shape.unknown) else {
      return [TensorSpec(try x.shape.reshaped(to: Shape(shape)), x.dtype)]
    }
    var whole = Shape(shape)
    let rest = whole.knownProduct
    if let count = x.shape.knownCount {
      if rest == 0 || count % rest != 0 {
        throw ShapeError(
          "shape", expected: "a shape for the \(count) elements of \(x)", found: "\(shape)")
      }
      whole[inferred] = count / rest
    }
    return [TensorSpec(whole, x.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let none = node.inputs.dropFirst().map { (_) -> Output? in nil }
    guard let dy = outputGradients[0] else { return [nil] + none }
    return [try dy.graph.reshapeLike(dy, node[0])] + none
  }
}

extension Shape {
  /// The product of the known extents.
  var knownProduct: Int { Shape.product(dimensions.filter { $0 != Shape.unknown }) }

  /// `shape`, in which a tensor of this shape is to be put; both may have unknown extents.
  func reshaped(to shape: Shape) throws(ShapeError) -> Shape {
    if let count = knownCount, let other = shape.knownCount, count != other {
      throw ShapeError(
        "shape", expected: "a shape for the \(count) elements of \(self)",
        found: "\(shape) for \(other)")
    }
    return shape
  }
}

extension Graph {
  /// The elements of `x`, in order, under another shape, of which one extent may be
  /// ``Shape/unknown``: what the others leave. Nothing is copied.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the numbers of elements differ.
  public func reshape(
    _ x: Output, to shape: Shape, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Reshape(shape: shape.dimensions), [x], name: name).output(0)
  }

  /// The elements of `x`, in order, under the shape that an `int32` or `int64` vector has, of which
  /// one extent may be −1: what the others leave. Nothing is copied.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the graph knows the vector's length; a run
  ///   throws if the numbers of elements differ.
  public func reshape(
    _ x: Output, to shape: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Reshape(shape: nil), [x, shape], name: name).output(0)
  }
}
