/// Yann Collet's [XXH64](https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md), a fast hash of
/// long contents: what `xxhsum -H1 FILE` prints. It tells whether a file has changed, and guards
/// against nobody who changes it on purpose.
package struct XXH64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// Bytes that are taken at a time, eight for each of the lanes.
  private static let stripe = 32

  private var lanes: SIMD4<UInt64> = [
    prime1 &+ prime2, prime2, 0, 0 &- prime1,
  ]
  /// The bytes behind the last whole stripe.
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  package init() {}

  /// Goes on with further bytes.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(XXH64.stripe - rest.count, bytes.count)
      rest += bytes[..<start]
      if rest.count < XXH64.stripe { return }
      rest.withUnsafeBytes { addStripes($0) }
      rest = []
    }
    let end = start + (bytes.count - start) / XXH64.stripe * XXH64.stripe
    addStripes(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
    rest += bytes[end...]
  }

  /// Goes on with further bytes.
  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  private mutating func addStripes(_ bytes: UnsafeRawBufferPointer) {
    var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
    for place in stride(from: 0, to: bytes.count, by: XXH64.stripe) {
      a = XXH64.round(a, XXH64.word(bytes, place))
      b = XXH64.round(b, XXH64.word(bytes, place + 8))
      c = XXH64.round(c, XXH64.word(bytes, place + 16))
      d = XXH64.round(d, XXH64.word(bytes, place + 24))
    }
    lanes = [a, b, c, d]
  }

  /// The hash of all that was added.
  package var value: UInt64 {
    var hash: UInt64
    if count >= UInt64(XXH64.stripe) {
      hash = 0
      for (lane, bits) in [1, 7, 12, 18].enumerated() {
        hash &+= XXH64.rotated(lanes[lane], by: UInt64(bits))
      }
      for lane in 0..<4 {
        hash = (hash ^ XXH64.round(0, lanes[lane])) &* XXH64.prime1 &+ XXH64.prime4
      }
    } else {
      hash = XXH64.prime5
    }
    hash &+= count
    rest.withUnsafeBytes { bytes in
      var place = 0
      while place + 8 <= bytes.count {
        hash ^= XXH64.round(0, XXH64.word(bytes, place))
        hash = XXH64.rotated(hash, by: 27) &* XXH64.prime1 &+ XXH64.prime4
        place += 8
      }
      if place + 4 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        hash ^= UInt64(UInt32(littleEndian: word)) &* XXH64.prime1
        hash = XXH64.rotated(hash, by: 23) &* XXH64.prime2 &+ XXH64.prime3
        place += 4
      }
      for byte in bytes[place...] {
        hash ^= UInt64(byte) &* XXH64.prime5
        hash = XXH64.rotated(hash, by: 11) &* XXH64.prime1
      }
    }
    hash = (hash ^ hash >> 33) &* XXH64.prime2
    hash = (hash ^ hash >> 29) &* XXH64.prime3
    return hash ^ hash >> 32
  }

  /// The hash as sixteen hexadecimal digits.
  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  @inline(__always) private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime2, by: 31) &* prime1
  }

  @inline(__always) private static func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    value << bits | value >> (64 - bits)
  }

  @inline(__always) private static func word(
    _ bytes: UnsafeRawBufferPointer, _ place: Int
  ) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }
}
