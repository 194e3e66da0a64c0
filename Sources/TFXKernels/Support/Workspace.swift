/// Memory of a kernel's own, for numbers on the way, which lives as long as a plan.
package final class Workspace<Element: BitwiseCopyable>: @unchecked Sendable {
  // Only the kernel that owns it writes to it, and a plan runs once at a time.
  package let pointer: UnsafeMutablePointer<Element>

  /// Room for a number of elements, without values.
  package init(count: Int) { pointer = .allocate(capacity: max(1, count)) }

  deinit { pointer.deallocate() }
}
