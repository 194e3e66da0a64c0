import TFXCore
public import TFXGraph

extension Graph {
  /// The slices of `x` for which a mask is true, in order.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [o…, m…, i…].
  ///   - mask: `bool` [m…], of one axis at least.
  ///   - axis: The first axis of `x` that the mask goes along.
  ///   - name: The name of the operations.
  /// - Returns: [o…, n, i…], whose n depends on the values.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type of mask, or a shape that is not
  ///   that of the axes.
  public func booleanMask(
    _ x: Output, _ mask: Output, axis: Int = 0, name: String? = nil
  ) throws(GraphError) -> Output {
    let (rank, depth) = (x.shape.rank, mask.shape.rank)
    let first = (-rank..<rank).contains(axis) ? (axis + rank) % rank : Shape.unknown
    func refuse(_ expected: String) -> GraphError {
      .invalid(
        op: "BooleanMask", node: scopedName(name ?? "boolean_mask"),
        ShapeError("mask", expected: expected, found: "\(mask.spec) along axis \(axis)"))
    }
    guard mask.dtype == .bool, depth > 0, first >= 0, first + depth <= rank else {
      throw refuse("bool of 1 to \(rank) axes of \(x.spec)")
    }
    let along = Array(x.shape.dimensions[first..<first + depth])
    guard mask.shape.merged(with: Shape(along)) != nil else { throw refuse("\(Shape(along))") }
    return try nameScope(name ?? "boolean_mask") { (_) throws(GraphError) in
      let places = try `where`(reshape(mask, to: [Shape.unknown]))
      let indices = try reshape(places, to: [Shape.unknown])
      if depth == 1 { return try gather(x, indices, axis: first) }
      // The axes of the mask as one, whose extent may only be known when it runs.
      let extents = try shape(of: x)
      let merged = try concat(
        [
          slice(extents, begin: [0], size: [first]),
          reshape(size(of: mask), to: [1]),
          slice(extents, begin: [first + depth], size: [-1]),
        ], axis: 0)
      return try gather(reshape(x, to: merged), indices, axis: first)
    }
  }
}
