extension Kernels {
  /// y[i, c, j] = c = indices[i, j] ? on : off for c < depth and j < inner; all `off` where the index
  /// is not one of them.
  @specialized(where E == Float, Index == Int32)
  @specialized(where E == Float, Index == Int64)
  package static func oneHot<E: BitwiseCopyable, Index: FixedWidthInteger>(
    _ indices: In<Index>, _ y: Out<E>, count: Int, depth: Int, inner: Int = 1, on: E, off: E
  ) {
    y.update(repeating: off, count: count * depth)
    for i in 0..<count where indices[i] >= 0 && indices[i] < depth {
      y[(i / inner * depth + Int(indices[i])) * inner + i % inner] = on
    }
  }
}
