import CZlib
import TFXCore

/// A zip archive, as far as NumPy's `savez` and `savez_compressed` write them: parts that are stored or
/// deflated. By PKWARE's APPNOTE.TXT, with the 64-bit sizes of version 4.5.
struct ZipArchive {
  private struct Entry {
    var isDeflated: Bool
    var checksum: UInt32
    var storedCount: Int
    var count: Int
    var headerOffset: Int
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private var entries: [String: Entry] = [:]
  /// The names of the parts, in order.
  private(set) var names: [String] = []

  static func isZip(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
  }

  /// Reads the list of parts of `bytes`, which must outlive the archive.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(DataError) {
    self.bytes = bytes
    self.file = file
    // The end has a comment of up to 65,535 bytes.
    var end = bytes.count - 22
    let last = max(0, end - 65_535)
    while end >= last, word(end, 4) != 0x0605_4B50 { end -= 1 }
    guard end >= last, end >= 0 else { throw corrupt("its list of parts is missing") }
    var (place, count) = (word(end + 16, 4), word(end + 10, 2))
    if place == 0xFFFF_FFFF || count == 0xFFFF, word(end - 20, 4) == 0x0706_4B50 {
      let wide = min(word(end - 12, 8), bytes.count)
      (place, count) = (word(wide + 48, 8), word(wide + 32, 8))
    }
    for _ in 0..<min(count, bytes.count / 46) {
      guard word(place, 4) == 0x0201_4B50 else { throw corrupt("its list of parts is damaged") }
      let nameCount = word(place + 28, 2)
      let extraCount = word(place + 30, 2)
      let nameStart = place + 46
      guard nameStart + nameCount + extraCount <= bytes.count else {
        throw corrupt("its list of parts is cut off")
      }
      let name = String(decoding: bytes[nameStart..<nameStart + nameCount], as: UTF8.self)
      var entry = Entry(
        isDeflated: word(place + 10, 2) == 8, checksum: UInt32(word(place + 16, 4)),
        storedCount: word(place + 20, 4), count: word(place + 24, 4),
        headerOffset: word(place + 42, 4))
      guard entry.isDeflated || word(place + 10, 2) == 0, word(place + 8, 2) & 1 == 0 else {
        throw corrupt("'\(name)' is encrypted or compressed in another way")
      }
      readWideSizes(&entry, nameStart + nameCount, extraCount)
      if entries.updateValue(entry, forKey: name) == nil { names.append(name) }
      place = nameStart + nameCount + extraCount + word(place + 32, 2)
    }
  }

  /// Sizes of 64 bits stand in an extra field, those alone that did not fit.
  private func readWideSizes(_ entry: inout Entry, _ start: Int, _ count: Int) {
    var place = start
    while place + 4 <= start + count {
      let size = word(place + 2, 2)
      if word(place, 2) == 1 {
        var value = place + 4
        for field in [\Entry.count, \.storedCount, \.headerOffset]
        where entry[keyPath: field] == 0xFFFF_FFFF && value + 8 <= place + 4 + size {
          entry[keyPath: field] = word(value, 8)
          value += 8
        }
      }
      place += 4 + size
    }
  }

  /// The bytes of a part, if they are stored as they are.
  func stored(_ name: String) throws(DataError) -> UnsafeBufferPointer<UInt8>? {
    guard let entry = entries[name] else { throw corrupt("it has no part '\(name)'") }
    let content = try content(of: entry, name)
    if entry.isDeflated { return nil }
    guard entry.count == entry.storedCount else { throw corrupt("'\(name)' has two sizes") }
    try check(content, entry, name)
    return content
  }

  /// The bytes of a part, inflated if need be.
  func read(_ name: String) throws(DataError) -> [UInt8] {
    if let stored = try stored(name) { return Array(stored) }
    guard let entry = entries[name] else { throw corrupt("it has no part '\(name)'") }
    guard entry.count <= GzipStream.largestContent(of: entry.storedCount),
      entry.count < Machine.memorySize
    else { throw corrupt("'\(name)' cannot have \(entry.count) bytes") }
    let stream = GzipStream(raw: try content(of: entry, name), file: file)
    var failure: DataError?
    var found = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: entry.count) { output, count in
      do throws(DataError) {
        found = try stream.read(into: UnsafeMutableRawBufferPointer(output))
      } catch {
        failure = error
      }
      count = found
    }
    if let failure { throw failure }
    if found < entry.count { throw corrupt("'\(name)' ends early") }
    let result = bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(DataError) in try check(bytes, entry, name) }
    }
    try result.get()
    return bytes
  }

  private func content(
    of entry: Entry, _ name: String
  ) throws(DataError) -> UnsafeBufferPointer<UInt8> {
    let header = entry.headerOffset
    guard word(header, 4) == 0x0403_4B50 else {
      throw corrupt("'\(name)' is not where it should be")
    }
    let start = header + 30 + word(header + 26, 2) + word(header + 28, 2)
    guard entry.storedCount <= bytes.count, start <= bytes.count - entry.storedCount else {
      throw corrupt("'\(name)' is cut off")
    }
    return UnsafeBufferPointer(rebasing: bytes[start..<start + entry.storedCount])
  }

  private func check(
    _ content: UnsafeBufferPointer<UInt8>, _ entry: Entry, _ name: String
  ) throws(DataError) {
    let checksum = crc32_z(0, content.baseAddress, content.count)
    if UInt32(truncatingIfNeeded: checksum) != entry.checksum {
      throw corrupt("the checksum of '\(name)' is wrong")
    }
  }

  /// A little-endian number; 0 outside of the file, and where it is larger than any file.
  private func word(_ place: Int, _ count: Int) -> Int {
    guard place >= 0, place <= bytes.count - count else { return 0 }
    let value = (0..<count).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) }
    return Int(exactly: value) ?? 0
  }

  private func corrupt(_ reason: String) -> DataError {
    DataError(.corruptData(format: "zip", reason: reason), file: file)
  }
}
