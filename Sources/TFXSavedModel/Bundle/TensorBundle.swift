import SwiftProtobuf
import TFXCore
import TFXWire

/// TensorFlow's file format of tensors by name (checkpoints of version 2): `PREFIX.index`, a sorted
/// table of where each lies, and `PREFIX.data-00000-of-00001`, the tensors' bytes one behind the
/// other.
struct TensorBundle {
  /// What the files' names begin with.
  let prefix: String
  /// The tensors' places, by name.
  private let entries: [String: ProtoBundleEntryProto]
  private let shards: Int

  /// Opens a bundle, by reading its index.
  init(_ prefix: String) throws(SavedModelError) {
    self.prefix = prefix
    let name = prefix + ".index"
    let table = try SortedTable.read(try TensorBundle.bytes(name), name: name)
    guard let first = table.first, first.key.isEmpty,
      let header = try? ProtoBundleHeaderProto(serializedBytes: first.value)
    else { throw .malformed(file: name, reason: "it does not begin with a tensor bundle's header") }
    if header.endianness != .little || header.version.minConsumer > 1 {
      throw .malformed(
        file: name, reason: "written big-endian, or by a later version of TensorFlow")
    }
    shards = Int(header.numShards)
    var entries: [String: ProtoBundleEntryProto] = [:]
    for entry in table.dropFirst() {
      guard let place = try? ProtoBundleEntryProto(serializedBytes: entry.value) else {
        throw .malformed(file: name, reason: "an entry is no message")
      }
      entries[String(decoding: entry.key, as: UTF8.self)] = place
    }
    self.entries = entries
  }

  /// The tensors' names, in order.
  var names: [String] { entries.keys.sorted() }

  func contains(_ name: String) -> Bool { entries[name] != nil }

  /// The shape and the type of a tensor; nil if there is none of this name, or none that is known
  /// here.
  func spec(of name: String) -> TensorSpec? {
    guard let entry = entries[name], let dtype = entry.dtype.dtype, let shape = entry.shape.shape
    else { return nil }
    return TensorSpec(shape, dtype)
  }

  /// Reads tensors.
  func tensors(_ names: [String]) throws(SavedModelError) -> [Tensor] {
    var files: [Int: [UInt8]] = [:]
    var tensors: [Tensor] = []
    for name in names {
      guard let entry = entries[name] else { throw .noTensor(name: name, file: prefix + ".index") }
      let shard = Int(entry.shardID)
      let file = TensorBundle.dataFile(prefix, shard, of: shards)
      if files[shard] == nil { files[shard] = try TensorBundle.bytes(file) }
      func malformed(_ reason: String) -> SavedModelError {
        .malformed(file: file, reason: "tensor '\(name)' \(reason)")
      }
      if !entry.slices.isEmpty { throw malformed("is written in slices, which is not read here") }
      guard let dtype = entry.dtype.dtype, let shape = entry.shape.shape, shape.isFullyKnown,
        dtype != .resource
      else { throw malformed("has a type or a shape that is not known here") }
      var reader = ByteReader(files[shard]![...])
      guard reader.take(Int(entry.offset)) != nil, let bytes = reader.take(Int(entry.size)) else {
        throw malformed("lies outside of the file, which is cut off")
      }
      guard
        let (tensor, checksum) = dtype == .string
          ? TensorBundle.strings(bytes, shape) : TensorBundle.numbers(bytes, dtype, shape)
      else { throw malformed("has \(bytes.count) bytes, which is not what \(dtype)\(shape) has") }
      if checksum != entry.crc32C { throw malformed("is altered: its checksum does not match") }
      tensors.append(tensor)
    }
    return tensors
  }

  /// Writes a bundle of tensors.
  static func write(_ tensors: [(name: String, tensor: Tensor)], to prefix: String)
    throws(SavedModelError)
  {
    var header = ProtoBundleHeaderProto()
    header.numShards = 1
    header.version.producer = 1
    do {
      var table = [SortedTable.Entry(key: [], value: try header.serializedBytes())]
      let data = try FileWriter(dataFile(prefix, 0, of: 1))
      var offset = 0
      // In the order of bytes, which is that of the table.
      for (name, tensor) in tensors.sorted(by: {
        $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
      }) {
        let (bytes, checksum) = encoded(tensor)
        try data.write(bytes)
        var entry = ProtoBundleEntryProto()
        entry.dtype = ProtoDataType(tensor.dtype)
        entry.shape = ProtoTensorShapeProto(tensor.shape)
        entry.offset = Int64(offset)
        entry.size = Int64(bytes.count)
        entry.crc32C = checksum
        table.append(SortedTable.Entry(key: Array(name.utf8), value: try entry.serializedBytes()))
        offset += bytes.count
      }
      try data.finish()
      // Last: what has an index is whole.
      try FileAccess.write(SortedTable.write(table), to: prefix + ".index")
    } catch let error as FileError {
      throw .file(error)
    } catch {
      preconditionFailure("\(error) thrown while writing a tensor bundle")
    }
  }

  /// The file that holds a shard's bytes.
  static func dataFile(_ prefix: String, _ shard: Int, of count: Int) -> String {
    func padded(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
    return "\(prefix).data-\(padded(shard))-of-\(padded(count))"
  }

  /// The bytes of a file.
  static func bytes(_ path: String) throws(SavedModelError) -> [UInt8] {
    do {
      return try FileAccess.read(path)
    } catch {
      throw .file(error)
    }
  }

  private static func encoded(_ tensor: Tensor) -> (bytes: [UInt8], checksum: UInt32) {
    if tensor.dtype != .string {
      let bytes = tensor.withUnsafeBytes { Array($0) }
      return (bytes, CRC32C.masked(bytes))
    }
    // The lengths, their checksum, the bytes; the lengths are summed as four bytes each.
    let strings = tensor.scalars(as: ByteString.self)
    var bytes: [UInt8] = []
    var checksum = CRC32C()
    for string in strings {
      bytes.append(varint: UInt64(string.count))
      checksum.add(length: string.count)
    }
    var lengths: [UInt8] = []
    lengths.append(uint32: checksum.masked)
    checksum.add(lengths)
    bytes += lengths
    for string in strings {
      bytes += string.bytes
      checksum.add(string.bytes)
    }
    return (bytes, checksum.masked)
  }

  private static func numbers(
    _ bytes: ArraySlice<UInt8>, _ dtype: DType, _ shape: Shape
  ) -> (Tensor, UInt32)? {
    guard bytes.count == shape.elementCount * dtype.byteCount else { return nil }
    let checksum = CRC32C.masked(bytes)
    if dtype == .bool { return (Tensor(bytes.map { $0 != 0 }, shape: shape), checksum) }
    return (Tensor(shape: shape, dtype: dtype) { $0.copyBytes(from: bytes) }, checksum)
  }

  private static func strings(_ bytes: ArraySlice<UInt8>, _ shape: Shape) -> (Tensor, UInt32)? {
    let count = shape.elementCount
    // Each has a length of one byte at least.
    guard count <= bytes.count else { return nil }
    var reader = ByteReader(bytes)
    var checksum = CRC32C()
    var lengths: [Int] = []
    for _ in 0..<count {
      guard let length = reader.count() else { return nil }
      lengths.append(length)
      checksum.add(length: length)
    }
    guard let stored = reader.take(4) else { return nil }
    checksum.add(stored)
    var strings: [ByteString] = []
    for length in lengths {
      guard let string = reader.take(length) else { return nil }
      checksum.add(string)
      strings.append(ByteString(Array(string)))
    }
    return reader.isAtEnd ? (Tensor(strings, shape: shape), checksum.masked) : nil
  }
}

extension CRC32C {
  /// Adds a length as TensorFlow sums it: in four bytes, or eight where four are too few.
  fileprivate mutating func add(length: Int) {
    if let length = UInt32(exactly: length) {
      withUnsafeBytes(of: length.littleEndian) { add($0) }
    } else {
      withUnsafeBytes(of: UInt64(length).littleEndian) { add($0) }
    }
  }
}
