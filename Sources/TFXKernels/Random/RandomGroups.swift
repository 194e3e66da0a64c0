import CSIMD

typealias U16 = SIMD16<UInt32>

extension RandomKey {
  /// The words of elements 64·group ..< 64·(group + 1): word w of counter 16·group + j goes to
  /// words[16·w + j].
  /// - Parameter attempt: kept in the index's top byte; rejection draws again with the next one.
  @inline(__always)
  func words(_ group: Int, attempt: Int = 0, to words: Out<UInt32>) {
    tfx_philox(UInt64(group) &* 16 | UInt64(attempt) << 56, step, stream, seed, words)
  }

  /// The words of elements 64·group ..< 64·(group + 1), in their order.
  @inline(__always)
  func orderedWords(_ group: Int, to words: Out<UInt32>) {
    tfx_philox_ordered(UInt64(group) &* 16, step, stream, seed, words)
  }
}

/// Calls `make` with every group of 64 elements that has some of `offset ..< offset + count`, and
/// with room for 64 words of its own. It writes 64 elements: to y, or to a buffer of which the
/// wanted ones are copied to y.
@inline(__always)
func forEachRandomGroup<E: BitwiseCopyable>(
  _ y: Out<E>, _ count: Int, offset: Int,
  make: (_ group: Int, _ words: Out<UInt32>, _ y: Out<E>) -> Void
) {
  precondition(offset >= 0, "random numbers from element \(offset)")
  guard count > 0 else { return }
  let (first, last) = (offset / 64, (offset + count - 1) / 64)
  ThreadPool.parallelItems(last - first + 1, grain: 64) { range in
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
      withUnsafeTemporaryAllocation(of: E.self, capacity: 64) { buffer in
        guard let words = words.baseAddress, let buffer = buffer.baseAddress else { return }
        for group in range.lowerBound + first..<range.upperBound + first {
          let start = group * 64 - offset
          if start >= 0 && start + 64 <= count {
            make(group, words, y + start)
          } else {
            make(group, words, buffer)
            let (from, to) = (max(start, 0), min(start + 64, count))
            (y + from).update(from: buffer + (from - start), count: to - from)
          }
        }
      }
    }
  }
}
