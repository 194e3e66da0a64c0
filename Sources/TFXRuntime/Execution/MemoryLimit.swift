import TFXCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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

  /// The machine's memory in bytes; all that an address can reach if the system does not say.
  static let machine: Int = {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : .max
  }()
}

extension TensorSpec {
  /// The bytes of the elements; the shape is fully known.
  var byteCount: Int { shape.elementCount * dtype.byteCount }
}
