/// Memory of a prepared kernel that lives between its loops, aligned for vectors.
final class Scratch {
  let base: Out<Float>

  init(_ count: Int) {
    base = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}
