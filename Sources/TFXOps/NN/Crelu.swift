public import TFXGraph

extension Graph {
  /// `relu` of `x` and of `-x`, one behind the other along an axis, which becomes twice as long:
  /// TensorFlow's `nn.crelu`.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another than a floating type, or an axis that
  ///   does not exist.
  public func crelu(
    _ x: Output, axis: Int = -1, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "CRelu") { (_) throws(GraphError) in
      try relu(concat([x, negative(x)], axis: axis))
    }
  }
}
