extension Kernels {
  /// y[i] = value for i < count.
  @specialized(where E == Float)
  @specialized(where E == Double)
  @specialized(where E == Int32)
  @specialized(where E == Int64)
  package static func fill<E: BitwiseCopyable>(_ y: Out<E>, _ value: E, _ count: Int) {
    y.update(repeating: value, count: count)
  }

  /// Zeroes `bytes` bytes.
  package static func zero(_ y: UnsafeMutableRawPointer, _ bytes: Int) {
    y.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  /// Copies `bytes` bytes; the two places may overlap.
  package static func copy(
    from x: UnsafeRawPointer, to y: UnsafeMutableRawPointer, _ bytes: Int
  ) {
    y.copyMemory(from: x, byteCount: bytes)
  }
}
