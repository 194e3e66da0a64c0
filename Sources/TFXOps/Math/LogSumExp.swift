public import TFXGraph

extension Graph {
  /// ln Σ eˣ over axes, without overflow: as TensorFlow composes it.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The scope's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func logSumExp(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "ReduceLogSumExp") { (_) throws(GraphError) in
      let greatest = try max(x, axes: axes, keepDims: true)
      // Infinity minus infinity is not a number.
      let offset = try stopGradient(
        select(isFinite(greatest), greatest, zerosLike(greatest)))
      let total = try sum(exp(subtract(x, offset)), axes: axes, keepDims: keepDims)
      let logarithm = try log(total)
      let shift = try keepDims ? offset : reshapeLike(offset, logarithm)
      return try add(logarithm, shift)
    }
  }
}
