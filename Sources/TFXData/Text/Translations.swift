/// Texts in ISO 8859-1: the first 256 characters of Unicode, a byte each. In place of its control
/// characters files have those of Windows-1252, such as the sign of the euro; so they are read, as
/// browsers do ([WHATWG, Encoding](https://encoding.spec.whatwg.org/#windows-1252)).
enum Latin1 {
  /// Appends the text of `bytes` in UTF-8.
  static func translate(_ bytes: UnsafeBufferPointer<UInt8>, into buffer: ByteBuffer) {
    buffer.append(room: 3 * bytes.count) { room in
      var count = 0
      for byte in bytes {
        if byte < 0x80 {
          room[count] = byte
          count += 1
          continue
        }
        let scalar = byte < 0xA0 ? windows[Int(byte - 0x80)] : UInt16(byte)
        if scalar < 0x800 {
          room[count] = UInt8(0xC0 | scalar &>> 6)
          room[count + 1] = UInt8(0x80 | scalar & 0x3F)
          count += 2
        } else {
          room[count] = UInt8(0xE0 | scalar &>> 12)
          room[count + 1] = UInt8(0x80 | scalar &>> 6 & 0x3F)
          room[count + 2] = UInt8(0x80 | scalar & 0x3F)
          count += 3
        }
      }
      return count
    }
  }

  /// The characters of the bytes from 0x80 to 0x9F.
  private static let windows: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]
}

/// Texts in UTF-16, of either order of bytes.
struct UTF16Translation {
  private var isBigEndian = false
  /// The first half of a character of two words.
  private var high: UInt16?

  /// Reads a byte order mark at the start of a text; returns its length. Without one the first
  /// character, which is likely one of ASCII's, tells the order.
  mutating func takeMark(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let isMarked = bytes.starts(with: [0xFE, 0xFF])
    isBigEndian = isMarked || bytes.count > 1 && bytes[0] == 0 && bytes[1] != 0
    return isMarked || bytes.starts(with: [0xFF, 0xFE]) ? 2 : 0
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
