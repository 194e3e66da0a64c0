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

  /// A part of an archive.
  struct Part {
    let name: String
    /// The number of its bytes, inflated.
    let count: Int
    let isDeflated: Bool
    /// Its bytes as they stand in the file.
    let content: UnsafeBufferPointer<UInt8>
    fileprivate let checksum: UInt32
    fileprivate let file: String

    fileprivate func corrupt(_ reason: String) -> DataError {
      DataError(.corruptData(format: "zip", reason: reason), file: file)
    }
  }

  /// The part of a name. One that is stored as it is has the right checksum.
  func part(_ name: String) throws(DataError) -> Part {
    guard let entry = entries[name] else { throw corrupt("it has no part '\(name)'") }
    let part = Part(
      name: name, count: entry.count, isDeflated: entry.isDeflated,
      content: try content(of: entry, name), checksum: entry.checksum, file: file)
    if entry.isDeflated {
      if entry.count > GzipStream.largestContent(of: entry.storedCount) {
        throw corrupt("'\(name)' cannot have \(entry.count) bytes")
      }
    } else {
      if entry.count != entry.storedCount { throw corrupt("'\(name)' has two sizes") }
      if crc32_z(0, part.content.baseAddress, part.content.count) != UInt(entry.checksum) {
        throw corrupt("the checksum of '\(name)' is wrong")
      }
    }
    return part
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

/// Inflates a part of an archive from its start, piece by piece, so that no more is inflated than is
/// asked for.
final class ZipPartStream {
  private let part: ZipArchive.Part
  private let stream: GzipStream
  private var checksum: UInt = 0
  private var rest: Int

  /// Reads a part, whose archive must outlive the stream.
  init(_ part: ZipArchive.Part) {
    self.part = part
    stream = GzipStream(raw: part.content, file: part.file)
    rest = part.count
  }

  /// Fills `output`; behind the last byte of the part its checksum must be right.
  func fill(_ output: UnsafeMutableRawBufferPointer) throws(DataError) {
    let found = try stream.read(into: output)
    if found < output.count { throw part.corrupt("'\(part.name)' ends early") }
    checksum = crc32_z(checksum, output.bindMemory(to: UInt8.self).baseAddress, found)
    rest -= found
    if rest == 0, checksum != UInt(part.checksum) {
      throw part.corrupt("the checksum of '\(part.name)' is wrong")
    }
  }

  /// The next bytes.
  func next(_ count: Int) throws(DataError) -> [UInt8] {
    var failure: DataError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { output, found in
      do throws(DataError) {
        try fill(UnsafeMutableRawBufferPointer(output))
        found = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
