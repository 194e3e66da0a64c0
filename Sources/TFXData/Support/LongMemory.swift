#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Memory for long columns and texts. Threads that fill it would else spend much of their time on page
/// faults.
enum LongMemory {
  /// Memory that `deallocate` gives back.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let isLong = byteCount >= hugePage
    let base = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: isLong ? hugePage : 64)
    #if os(Linux)
      if isLong { madvise(base, byteCount, MADV_HUGEPAGE) }
    #endif
    return base
  }

  private static let hugePage = 1 << 21
}
