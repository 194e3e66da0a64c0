/// What random numbers are keyed by. Equal keys give equal numbers, on any number of threads.
package struct RandomKey: Sendable, Hashable {
  package var seed: UInt64
  /// Which use of random numbers: one dropout layer, one initial weight, …
  package var stream: UInt32
  /// The training step.
  package var step: UInt32

  package init(seed: UInt64, stream: UInt32, step: UInt32 = 0) {
    (self.seed, self.stream, self.step) = (seed, stream, step)
  }
}

/// Philox 4×32-10: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
///
/// The key is (low, high 32 bits of the seed), the counter (index low, index high, step, stream),
/// where an index stands for four words. Element i of a tensor is made of word i mod 4 of index
/// i / 4.
package enum Philox4x32 {
  /// The four words of counter `(c0, c1, c2, c3)` under `(k0, k1)`.
  package static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let a = c[0].multipliedFullWidth(by: 0xD251_1F53)
      let b = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
      c = SIMD4(b.high ^ c[1] ^ k[0], b.low, a.high ^ c[3] ^ k[1], a.low)
      k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return c
  }

  /// The four words of a place in the stream.
  package static func block(_ key: RandomKey, index: UInt64) -> SIMD4<UInt32> {
    block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), key.step,
        key.stream),
      key: SIMD2(
        UInt32(truncatingIfNeeded: key.seed), UInt32(truncatingIfNeeded: key.seed >> 32)))
  }

  /// The word of one element.
  static func word(_ key: RandomKey, element: Int) -> UInt32 {
    block(key, index: UInt64(element / 4))[element % 4]
  }
}
