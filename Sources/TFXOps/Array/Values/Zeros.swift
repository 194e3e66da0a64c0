public import TFXCore
public import TFXGraph

extension Graph {
  /// A tensor of zeros of any type of numbers, of `false`, or of empty strings, computed when it
  /// runs.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the shape is fully known.
  public func zeros(
    _ shape: Shape, _ dtype: DType = .float32, name: String? = nil
  ) throws(GraphError) -> Output {
    if dtype == .string {
      return try broadcast(constant(Tensor("")), to: shape, name: name)
    }
    return try fill(shape, 0, dtype, name: name ?? "zeros")
  }

  /// A tensor of ones of any type of numbers, or of `true`, computed when it runs.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the shape is fully known.
  public func ones(
    _ shape: Shape, _ dtype: DType = .float32, name: String? = nil
  ) throws(GraphError) -> Output {
    try fill(shape, 1, dtype, name: name ?? "ones")
  }
}
