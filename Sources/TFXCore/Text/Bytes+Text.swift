extension UInt8 {
  /// Whether this is one of ASCII's white-space characters.
  package var isASCIISpace: Bool { self == 32 || (9...13).contains(self) }

  /// Whether this byte continues a code point of UTF-8.
  package var isUTF8Continuation: Bool { self & 0xC0 == 0x80 }
}

extension [UInt8] {
  /// Takes away ASCII's white space at both ends.
  package mutating func strip() {
    guard let last = lastIndex(where: { !$0.isASCIISpace }) else {
      removeAll(keepingCapacity: true)
      return
    }
    removeLast(count - 1 - last)
    removeFirst(firstIndex { !$0.isASCIISpace } ?? 0)
  }
}
