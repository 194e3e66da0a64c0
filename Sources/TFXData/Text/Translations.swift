/// Texts in ISO 8859-1: the first 256 characters of Unicode, a byte each.
enum Latin1 {
  /// Appends the text of `bytes` in UTF-8.
  static func translate(_ bytes: UnsafeBufferPointer<UInt8>, into buffer: ByteBuffer) {
    buffer.append(room: 2 * bytes.count) { room in
      var count = 0
      for byte in bytes {
        if byte < 0x80 {
          room[count] = byte
          count += 1
        } else {
          room[count] = 0xC0 | byte &>> 6
          room[count + 1] = 0x80 | byte & 0x3F
          count += 2
        }
      }
      return count
    }
  }
}

/// Texts in UTF-16, of either order of bytes.
struct UTF16Translation {
  private var isBigEndian = false
  /// The first half of a character of two words.
  private var high: UInt16?

  /// Reads a byte order mark at the start of a text; returns its length.
  mutating func takeMark(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    isBigEndian = bytes.starts(with: [0xFE, 0xFF])
    return isBigEndian || bytes.starts(with: [0xFF, 0xFE]) ? 2 : 0
  }

  /// Appends the text in UTF-8 and returns how many bytes it took: all but an odd last one. Halves of
  /// characters become bytes that are no UTF-8, so that the reader of the text points at them.
  mutating func translate(
    _ bytes: UnsafeBufferPointer<UInt8>, into buffer: ByteBuffer, isLast: Bool
  ) -> Int {
    let wordCount = bytes.count / 2
    buffer.append(room: 3 * wordCount + 8) { room in
      var count = 0
      func put(_ byte: UInt32) {
        room[count] = UInt8(truncatingIfNeeded: byte)
        count += 1
      }
      for index in 0..<wordCount {
        let (first, second) = (UInt16(bytes[2 * index]), UInt16(bytes[2 * index + 1]))
        let word = isBigEndian ? first << 8 | second : second << 8 | first
        if let high {
          self.high = nil
          if (0xDC00..<0xE000).contains(word) {
            let scalar = 0x10000 + (UInt32(high - 0xD800) << 10 | UInt32(word - 0xDC00))
            put(0xF0 | scalar >> 18)
            put(0x80 | scalar >> 12 & 0x3F)
            put(0x80 | scalar >> 6 & 0x3F)
            put(0x80 | scalar & 0x3F)
            continue
          }
          put(0xFF)
        }
        switch word {
        case ..<0x80: put(UInt32(word))
        case ..<0x800:
          put(0xC0 | UInt32(word) >> 6)
          put(0x80 | UInt32(word) & 0x3F)
        case 0xD800..<0xDC00: high = word
        case 0xDC00..<0xE000: put(0xFF)
        default:
          put(0xE0 | UInt32(word) >> 12)
          put(0x80 | UInt32(word) >> 6 & 0x3F)
          put(0x80 | UInt32(word) & 0x3F)
        }
      }
      if isLast, high != nil || !bytes.count.isMultiple(of: 2) { put(0xFF) }
      return count
    }
    return isLast ? bytes.count : 2 * wordCount
  }
}

extension ByteBuffer {
  /// Appends a copy of bytes.
  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    append(room: bytes.count) { room in
      room.copyMemory(from: UnsafeRawBufferPointer(bytes))
      return bytes.count
    }
  }
}
