import TFXWire

/// LevelDB's table of sorted keys with their values, uncompressed: the index of a tensor bundle.
///
/// A file of blocks: those of entries, an empty one of further information, one of the blocks'
/// last keys and places, and 48 bytes that say where the latter two lie. Keys share the beginning
/// with the one before them, except at the restarts, whose places stand at a block's end.
enum SortedTable {
  private static let magic: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
  private static let footerSize = 48
  /// Behind a block: how it is compressed, and its checksum.
  private static let trailerSize = 5
  private static let blockSize = 1 << 18

  struct Entry: Hashable {
    var key: [UInt8]
    var value: [UInt8]
  }

  private struct Place {
    var offset: Int
    var size: Int

    init(offset: Int, size: Int) {
      self.offset = offset
      self.size = size
    }

    init?(_ reader: inout ByteReader) {
      guard let offset = reader.count(), let size = reader.count() else { return nil }
      self.init(offset: offset, size: size)
    }

    var bytes: [UInt8] {
      var bytes: [UInt8] = []
      bytes.append(varint: UInt64(offset))
      bytes.append(varint: UInt64(size))
      return bytes
    }
  }

  /// The file of entries whose keys are in order.
  static func write(_ entries: [Entry]) -> [UInt8] {
    var file: [UInt8] = []
    var index: [Entry] = []
    var pending: [Entry] = []
    var size = 0
    func flush() {
      guard let last = pending.last else { return }
      index.append(Entry(key: last.key, value: append(block(pending), to: &file).bytes))
      pending = []
      size = 0
    }
    for entry in entries {
      pending.append(entry)
      size += entry.key.count + entry.value.count
      if size >= blockSize { flush() }
    }
    flush()
    let information = append(block([]), to: &file)
    var footer = information.bytes + append(block(index), to: &file).bytes
    footer += [UInt8](repeating: 0, count: footerSize - magic.count - footer.count)
    return file + footer + magic
  }

  /// A block in which every key stands whole, as LevelDB writes them with a restart interval of 1.
  private static func block(_ entries: [Entry]) -> [UInt8] {
    var bytes: [UInt8] = []
    var restarts: [UInt32] = []
    for entry in entries {
      restarts.append(UInt32(bytes.count))
      bytes.append(0)
      bytes.append(varint: UInt64(entry.key.count))
      bytes.append(varint: UInt64(entry.value.count))
      bytes += entry.key
      bytes += entry.value
    }
    if restarts.isEmpty { restarts = [0] }
    for restart in restarts { bytes.append(uint32: restart) }
    bytes.append(uint32: UInt32(restarts.count))
    return bytes
  }

  private static func append(_ block: [UInt8], to file: inout [UInt8]) -> Place {
    let place = Place(offset: file.count, size: block.count)
    let content = block + [0]
    file += content
    file.append(uint32: CRC32C.masked(content))
    return place
  }

  /// The entries of a file, in order.
  ///
  /// - Parameter name: The file, for messages.
  static func read(_ file: [UInt8], name: String) throws(SavedModelError) -> [Entry] {
    func malformed(_ reason: String) -> SavedModelError { .malformed(file: name, reason: reason) }
    guard file.count >= footerSize, file.suffix(magic.count).elementsEqual(magic) else {
      throw malformed("not the index of a tensor bundle, or cut off")
    }
    var footer = ByteReader(file.suffix(footerSize))
    guard Place(&footer) != nil, let indexPlace = Place(&footer) else {
      throw malformed("its last bytes do not say where its index lies")
    }
    var entries: [Entry] = []
    for pointer in try block(at: indexPlace, of: file, name: name) {
      var reader = ByteReader(pointer.value[...])
      guard let place = Place(&reader) else { throw malformed("a block has no place") }
      entries += try block(at: place, of: file, name: name)
    }
    return entries
  }

  private static func block(
    at place: Place, of file: [UInt8], name: String
  ) throws(SavedModelError) -> [Entry] {
    func malformed(_ reason: String) -> SavedModelError { .malformed(file: name, reason: reason) }
    var reader = ByteReader(file[...])
    guard reader.take(place.offset) != nil, let bytes = reader.take(place.size),
      let compression = reader.take(1)?.first, let checksum = reader.uint32()
    else { throw malformed("a block lies outside of the file") }
    if compression != 0 { throw malformed("its blocks are compressed") }
    if CRC32C.masked(file[bytes.startIndex...bytes.endIndex]) != checksum {
      throw malformed("altered: the checksum of a block does not match")
    }
    var tail = ByteReader(bytes.suffix(4))
    guard let restarts = tail.uint32().map({ Int($0) }), bytes.count / 4 > restarts else {
      throw malformed("a block is too short")
    }
    var entries: [Entry] = []
    var rest = ByteReader(bytes.dropLast(4 * (restarts + 1)))
    while !rest.isAtEnd {
      let previous = entries.last?.key ?? []
      guard let shared = rest.count(), let own = rest.count(), let valueSize = rest.count(),
        shared <= previous.count, let key = rest.take(own), let value = rest.take(valueSize)
      else { throw malformed("an entry lies outside of its block") }
      entries.append(Entry(key: Array(previous.prefix(shared)) + key, value: Array(value)))
    }
    return entries
  }
}
