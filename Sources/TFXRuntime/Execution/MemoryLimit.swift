package import TFXCore

/// The bytes that the values of a run may take together. The system would end a program that asks for
/// more than the machine has.
struct MemoryLimit: Sendable {
  let byteCount: Int

  /// - Throws: ``RunError/outOfMemory(name:byteCount:limit:)``.
  func expect(_ byteCount: Int, of name: String) throws(RunError) {
    if byteCount > self.byteCount {
      throw .outOfMemory(name: name, byteCount: byteCount, limit: self.byteCount)
    }
  }
}

extension TensorSpec {
  /// The bytes of the elements; the shape is fully known.
  package var byteCount: Int { shape.elementCount * dtype.byteCount }
}
