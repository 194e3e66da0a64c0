/// Memory of a kernel's own, for numbers on the way, which lives as long as a plan. It is aligned for
/// vectors.
package final class Workspace<Element: BitwiseCopyable>: @unchecked Sendable {
  // Only the kernel that owns it writes to it, and a plan runs once at a time.
  package let pointer: UnsafeMutablePointer<Element>

  /// Room for a number of elements, without values.
  package init(count: Int) {
    let capacity = max(1, count)
    pointer = UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: capacity)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
