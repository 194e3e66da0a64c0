extension Kernels {
  /// y[i, c] = c = indices[i] ? on : off for c < depth; a row without the index is all `off`.
  @specialized(where T == Float, Index == Int32)
  @specialized(where T == Float, Index == Int64)
  package static func oneHot<T: KernelScalar, Index: FixedWidthInteger>(
    _ indices: In<Index>, _ y: Out<T>, count: Int, depth: Int, on: T, off: T
  ) {
    y.update(repeating: off, count: count * depth)
    for i in 0..<count where indices[i] >= 0 && indices[i] < depth {
      y[i * depth + Int(indices[i])] = on
    }
  }
}
