/// The hash of TensorFlow's first `StringToHashBucket`: MurmurHash64A with a fixed seed.
/// Austin Appleby, in the public domain.
package enum MurmurHash {
  /// The hash of some bytes.
  package static func hash64(_ bytes: [UInt8], seed: UInt64 = 0xDE_CAFC_AFFE) -> UInt64 {
    let multiplier: UInt64 = 0xC6A4_A793_5BD1_E995
    var hash = seed ^ UInt64(bytes.count) &* multiplier
    let words = bytes.count / 8
    for word in 0..<words {
      var k = bytes.littleEndianWord(at: word * 8)
      k &*= multiplier
      k ^= k >> 47
      k &*= multiplier
      hash ^= k
      hash &*= multiplier
    }
    if bytes.count % 8 > 0 {
      hash ^= bytes.littleEndianWord(at: words * 8)
      hash &*= multiplier
    }
    hash ^= hash >> 47
    hash &*= multiplier
    return hash ^ hash >> 47
  }
}

/// SipHash-2-4, a hash whose values nobody can steer who does not know its key.
/// Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.
package struct SipHash {
  private var v: (UInt64, UInt64, UInt64, UInt64)

  /// The hash of some bytes under a key.
  package static func hash64(_ bytes: [UInt8], key: (UInt64, UInt64)) -> UInt64 {
    var state = SipHash(key)
    for start in stride(from: 0, to: bytes.count / 8 * 8, by: 8) {
      state.absorb(bytes.littleEndianWord(at: start))
    }
    let rest = bytes.count % 8 == 0 ? 0 : bytes.littleEndianWord(at: bytes.count / 8 * 8)
    state.absorb(rest | UInt64(truncatingIfNeeded: bytes.count) << 56)
    state.v.2 ^= 0xFF
    for _ in 0..<4 { state.round() }
    return state.v.0 ^ state.v.1 ^ state.v.2 ^ state.v.3
  }

  private init(_ key: (UInt64, UInt64)) {
    v = (
      key.0 ^ 0x736F_6D65_7073_6575, key.1 ^ 0x646F_7261_6E64_6F6D,
      key.0 ^ 0x6C79_6765_6E65_7261, key.1 ^ 0x7465_6462_7974_6573
    )
  }

  private mutating func absorb(_ word: UInt64) {
    v.3 ^= word
    round()
    round()
    v.0 ^= word
  }

  private mutating func round() {
    func rotated(_ x: UInt64, _ count: UInt64) -> UInt64 { x << count | x >> (64 - count) }
    v.0 &+= v.1
    v.1 = rotated(v.1, 13) ^ v.0
    v.0 = rotated(v.0, 32)
    v.2 &+= v.3
    v.3 = rotated(v.3, 16) ^ v.2
    v.0 &+= v.3
    v.3 = rotated(v.3, 21) ^ v.0
    v.2 &+= v.1
    v.1 = rotated(v.1, 17) ^ v.2
    v.2 = rotated(v.2, 32)
  }
}

extension [UInt8] {
  /// The number that up to eight bytes from `start` on make, the lowest first.
  fileprivate func littleEndianWord(at start: Int) -> UInt64 {
    var word: UInt64 = 0
    for (place, byte) in self[start..<Swift.min(start + 8, count)].enumerated() {
      word |= UInt64(byte) << UInt64(8 * place)
    }
    return word
  }
}
