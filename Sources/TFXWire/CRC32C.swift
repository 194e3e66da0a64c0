/// The checksum of LevelDB's tables and of tensor bundles: CRC-32 with Castagnoli's polynomial.
package struct CRC32C {
  private static let tables: [[UInt32]] = {
    var tables = [[UInt32]](repeating: [UInt32](repeating: 0, count: 256), count: 8)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
      tables[0][byte] = value
    }
    // Table k is that of a byte with k zero bytes behind it, so that eight go at a time.
    for k in 1..<8 {
      for byte in 0..<256 {
        let value = tables[k - 1][byte]
        tables[k][byte] = value >> 8 ^ tables[0][Int(value & 255)]
      }
    }
    return tables
  }()

  private var state: UInt32 = ~0

  package init() {}

  /// The checksum of what has been added.
  package var value: UInt32 { ~state }

  /// As it is stored: a checksum of data that holds checksums would say little otherwise.
  package var masked: UInt32 { (value >> 15 | value << 17) &+ 0xA282_EAD8 }

  package mutating func add(_ bytes: some Sequence<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { add(UnsafeRawBufferPointer($0)) }
    if done == nil { Array(bytes).withUnsafeBytes { add($0) } }
  }

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var index = 0
    var state = state
    CRC32C.tables.withUnsafeBufferPointer { tables in
      while index + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let mixed = word ^ UInt64(state)
        state = 0
        for k in 0..<8 { state ^= tables[7 - k][Int(mixed >> (8 * UInt64(k)) & 255)] }
        index += 8
      }
      while index < bytes.count {
        state = state >> 8 ^ tables[0][Int((state ^ UInt32(bytes[index])) & 255)]
        index += 1
      }
    }
    self.state = state
  }

  /// The stored checksum of some bytes.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var checksum = CRC32C()
    checksum.add(bytes)
    return checksum.masked
  }
}
