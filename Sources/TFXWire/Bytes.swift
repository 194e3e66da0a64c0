/// Reads numbers from bytes, none of which can be trusted: nil behind their end.
package struct ByteReader {
  package let bytes: ArraySlice<UInt8>
  package private(set) var position: Int

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  package var isAtEnd: Bool { position == bytes.endIndex }

  package mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= bytes.endIndex - position else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  package mutating func uint32() -> UInt32? {
    take(4).map { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// A number of up to 64 bits, seven a byte, the lowest first.
  package mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = take(1)?.first else { return nil }
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
    }
    return nil
  }

  /// A number that can count bytes.
  package mutating func count() -> Int? { varint().flatMap { Int(exactly: $0) } }
}

extension [UInt8] {
  package mutating func append(varint value: UInt64) {
    var value = value
    while value > 127 {
      append(UInt8(value & 127) | 128)
      value >>= 7
    }
    append(UInt8(value))
  }

  package mutating func append(uint32 value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { append(UInt8(value >> shift & 255)) }
  }
}
