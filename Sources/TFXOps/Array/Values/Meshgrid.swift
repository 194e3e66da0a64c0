import TFXCore
public import TFXGraph

/// How the axes of a grid are ordered.
public enum MeshgridIndexing: String, Sendable {
  /// As in a picture: the first vector goes along axis 1, the second along axis 0.
  case xy
  /// As in a matrix: vector i goes along axis i.
  case ij
}

extension Graph {
  /// The coordinates of all points of a grid.
  ///
  /// - Parameters:
  ///   - vectors: The coordinates along each axis: [n₀], [n₁], …, of any types. Tensors with more
  ///     axes are taken as their elements in order, as in TensorFlow.
  ///   - indexing: How the axes are ordered.
  ///   - name: The name of the operations.
  /// - Returns: A tensor for each vector: [n₁, n₀, n₂…], or [n₀, n₁, n₂…] for `ij`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a variable's handle.
  public func meshgrid(
    _ vectors: [Output], indexing: MeshgridIndexing = .xy, name: String? = nil
  ) throws(GraphError) -> [Output] {
    let count = vectors.count
    var axes = Array(0..<count)
    if indexing == .xy && count > 1 { axes.swapAt(0, 1) }
    return try nameScope(name ?? "meshgrid") { (_) throws(GraphError) in
      // Along axis i goes the vector whose axis it is; the swap is its own inverse.
      let isKnown = vectors.allSatisfy { $0.shape.isFullyKnown }
      var grids: [Output] = []
      var extents: Output?
      if !isKnown {
        var sizes: [Output] = []
        for axis in axes { sizes.append(try size(of: vectors[axis])) }
        extents = try stack(sizes)
      }
      for (index, vector) in vectors.enumerated() {
        var shape = [Int](repeating: 1, count: count)
        shape[axes[index]] = Shape.unknown
        let line = try reshape(vector, to: Shape(shape))
        if let extents {
          grids.append(try broadcast(line, to: extents))
        } else {
          grids.append(try broadcast(line, to: Shape(axes.map { vectors[$0].shape.elementCount })))
        }
      }
      return grids
    }
  }
}
