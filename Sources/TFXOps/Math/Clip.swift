public import TFXGraph

extension Graph {
  /// `x` with every element put into a range: the nearest number of it.
  ///
  /// - Parameters:
  ///   - x: Numbers of any type, [d…].
  ///   - low: The least number, of the same type, that broadcasts to the shape of `x`.
  ///   - high: The greatest, likewise.
  ///   - name: The scope's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func clipByValue(
    _ x: Output, min low: Output, max high: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "clip_by_value") { (_) throws(GraphError) in
      try maximum(minimum(x, high), low)
    }
  }

  /// `x` with every element put into a range: the nearest number of it.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless `x` has numbers.
  public func clipByValue(
    _ x: Output, min low: Double, max high: Double, name: String? = nil
  ) throws(GraphError) -> Output {
    try clipByValue(
      x, min: constant(low, x.dtype), max: constant(high, x.dtype), name: name)
  }

  /// `x` scaled so that its Euclidean norm is `clipNorm` at most.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type.
  ///   - clipNorm: The greatest norm.
  ///   - axes: The axes that norms are taken over, each place of the others by itself; all if nil.
  ///   - name: The scope's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func clipByNorm(
    _ x: Output, _ clipNorm: Double, axes: [Int]? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "clip_by_norm") { (_) throws(GraphError) in
      let limit = try constant(clipNorm, x.dtype)
      let squares = try sum(square(x), axes: axes, keepDims: true)
      // The root's gradient is infinite at 0.
      let isPositive = try greater(squares, zerosLike(squares))
      let safe = try select(isPositive, squares, onesLike(squares))
      let norm = try select(isPositive, sqrt(safe), squares)
      return try divide(multiply(x, limit), maximum(norm, limit))
    }
  }

  /// `x` scaled so that its Euclidean norm, divided by the number of its elements, is `clipNorm` at
  /// most.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless `x` is of a floating type.
  public func clipByAverageNorm(
    _ x: Output, _ clipNorm: Double, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "clip_by_average_norm") { (_) throws(GraphError) in
      let count = try sum(onesLike(x))
      let inverse = try rsqrt(sum(square(x)))
      let scale = try minimum(multiply(inverse, count), constant(1 / clipNorm, x.dtype))
      return try multiply(multiply(x, constant(clipNorm, x.dtype)), scale)
    }
  }

  /// The Euclidean norm of the elements of all tensors together.
  ///
  /// - Parameters:
  ///   - tensors: At least one, of one floating type.
  ///   - name: The scope's name.
  /// - Returns: A scalar.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is none, or the types differ.
  public func globalNorm(
    _ tensors: [Output], name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "global_norm") { (_) throws(GraphError) in
      var squares: [Output] = []
      for tensor in tensors { squares.append(try sum(square(tensor))) }
      return try sqrt(addN(squares))
    }
  }

  /// Tensors scaled by one factor so that their norm together is `clipNorm` at most, as gradients
  /// are before an optimizer takes them. Not numbers if the norm is not finite.
  ///
  /// - Parameters:
  ///   - tensors: At least one, of one floating type.
  ///   - clipNorm: The greatest norm.
  ///   - useNorm: Their norm, if it is known already.
  ///   - name: The scope's name.
  /// - Returns: The tensors in order, and the norm before.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is none, or the types differ.
  public func clipByGlobalNorm(
    _ tensors: [Output], _ clipNorm: Double, useNorm: Output? = nil, name: String? = nil
  ) throws(GraphError) -> (clipped: [Output], globalNorm: Output) {
    let norm: Output
    if let useNorm { norm = useNorm } else { norm = try globalNorm(tensors) }
    return try nameScope(name ?? "clip_by_global_norm") { (_) throws(GraphError) in
      let limit = try constant(clipNorm, norm.dtype)
      let finite = try multiply(
        limit, minimum(reciprocal(norm), constant(1 / clipNorm, norm.dtype)))
      // 0, or not a number if the norm is not finite.
      let scale = try add(finite, subtract(norm, norm))
      var clipped: [Output] = []
      for tensor in tensors { clipped.append(try multiply(tensor, scale)) }
      return (clipped, norm)
    }
  }
}
