public import TFXCore
public import TFXGraph

/// y = the elements of x, in order, under another shape.   x: [d…] → y: [e…].
/// ∂x = ∂y in the shape of x.
struct Reshape: AliasOp {
  /// The extents, of which one may be −1: what the others leave.
  var shape: [Int]

  var attributes: [Attribute] { [Attribute("shape", shape)] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "tensor")
    if shape.count(where: { $0 == Shape.unknown }) > 1 {
      throw ShapeError("shape", expected: "at most one -1", found: "\(shape)")
    }
    guard let inferred = shape.firstIndex(of: Shape.unknown) else {
      return [TensorSpec(try x.shape.reshaped(to: Shape(shape)), x.dtype)]
    }
    var shape = Shape(shape)
    let rest = shape.knownProduct
    if let count = x.shape.knownCount {
      if rest == 0 || count % rest != 0 {
        throw ShapeError(
          "shape", expected: "a shape for the \(count) elements of \(x)", found: "\(self.shape)")
      }
      shape[inferred] = count / rest
    }
    return [TensorSpec(shape, x.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    [
      try outputGradients[0].map { (dy) throws(GraphError) in
        try dy.graph.reshapeLike(dy, node[0])
      }
    ]
  }
}

extension Shape {
  /// The product of the known extents.
  var knownProduct: Int { dimensions.reduce(1) { $1 == Shape.unknown ? $0 : $0 * $1 } }

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
}
