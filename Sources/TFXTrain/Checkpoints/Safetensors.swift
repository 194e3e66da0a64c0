import CZlib
public import TFXCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Named tensors and texts in a file of the
/// [safetensors format](https://huggingface.co/docs/safetensors): eight bytes with the length of a
/// JSON header, the header, and the tensors' bytes one behind the other.
///
/// Files written here carry a checksum of all of their bytes in the metadata.
public struct Safetensors: Sendable {
  /// The tensors in the order of their bytes.
  public var tensors: [(name: String, value: Tensor)]
  /// Texts by name.
  public var metadata: [String: String]

  /// The given tensors and texts.
  public init(tensors: [(name: String, value: Tensor)], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensors by name.
  public var tensorsByName: [String: Tensor] {
    Dictionary(tensors.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// Reads a file.
  public static func read(_ path: String) throws(CheckpointError) -> Safetensors {
    let bytes: [UInt8]
    do {
      bytes = try FileAccess.read(path)
    } catch {
      throw CheckpointError(error)
    }
    do {
      return try parse(bytes)
    } catch {
      throw CheckpointError(error.kind, file: path)
    }
  }

  /// The metadata of a file, of which no tensor is read, nor the checksum of all.
  static func metadata(_ path: String) throws(CheckpointError) -> [String: String] {
    let file: FileBytes
    do {
      file = try FileBytes(path: path)
    } catch {
      throw CheckpointError(error)
    }
    let length = file.bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard file.count > 8, length <= UInt64(file.count - 8),
      let header = try? SafetensorsHeader(Array(file.bytes.dropFirst(8).prefix(Int(length)))[...])
    else { throw CheckpointError(.foreign, file: path) }
    return header.metadata
  }

  /// Writes a file: under another name first, then renamed, so that nobody sees half of it.
  public func write(_ path: String) throws(CheckpointError) {
    do {
      try FileAccess.write(serialized(), to: path)
    } catch {
      throw CheckpointError(error)
    }
  }

  private static let checksumKey = "checksum"
  private static let noChecksum = "crc32:00000000"
}

extension Safetensors {
  /// The bytes of the file.
  package func serialized() -> [UInt8] {
    var entries: [String: HeaderEntry] = [:]
    var offset = 0
    for (name, tensor) in tensors {
      let count = tensor.elementCount * tensor.dtype.byteCount
      entries[name] = .tensor(
        StoredTensor(
          dtype: StoredType.code(of: tensor.dtype), shape: tensor.shape.dimensions,
          offsets: [offset, offset + count]))
      offset += count
    }
    var texts = metadata
    texts[Safetensors.checksumKey] = Safetensors.noChecksum
    entries["__metadata__"] = .texts(texts)

    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var header = (try? encoder.encode(entries)).map({ [UInt8]($0) }) else {
      preconditionFailure("a header of texts and whole numbers is not JSON")
    }
    // Spaces behind the header put the tensors at multiples of 8 bytes.
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
    bytes += header
    for (_, tensor) in tensors { tensor.withUnsafeBytes { bytes += $0 } }
    Safetensors.sign(&bytes)
    return bytes
  }

  /// Reads the bytes of a file.
  package static func parse(_ bytes: [UInt8]) throws(CheckpointError) -> Safetensors {
    func fail(_ kind: CheckpointError.Kind) -> CheckpointError { CheckpointError(kind, file: "") }
    guard bytes.count >= 8 else {
      throw fail(.notSafetensors(reason: "it has \(bytes.count) bytes"))
    }
    var length: UInt64 = 0
    for index in 0..<8 { length |= UInt64(bytes[index]) << (8 * UInt64(index)) }
    // Readers take white space before the header, too.
    let first = bytes.dropFirst(8).first { !JSONText.isSpace($0) }
    guard length <= 100_000_000, first == UInt8(ascii: "{") else {
      throw fail(.notSafetensors(reason: "it does not begin with a header"))
    }
    guard length <= UInt64(bytes.count - 8) else {
      throw fail(.truncated(expected: Int(length) + 8, found: bytes.count))
    }
    let start = 8 + Int(length)
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader(bytes[8..<start])
    } catch {
      throw fail(.notSafetensors(reason: "its header is not that of tensors"))
    }
    // An empty tensor comes before the one that begins at its place.
    let stored = header.tensors.sorted { left, right in
      left.tensor.offsets.lexicographicallyPrecedes(right.tensor.offsets)
        || left.tensor.offsets == right.tensor.offsets && left.name < right.name
    }
    var metadata = header.metadata
    let tensors = try Safetensors.tensors(stored, in: bytes, from: start)
    if let checksum = metadata.removeValue(forKey: checksumKey) {
      var copy = bytes
      guard sign(&copy) == checksum else { throw fail(.altered) }
    } else if metadata.values.contains(where: isChecksum) {
      // The name of the entry is what was altered.
      throw fail(.altered)
    }
    return Safetensors(tensors: tensors, metadata: metadata)
  }

  private static func isChecksum(_ text: String) -> Bool {
    text.utf8.count == noChecksum.utf8.count && text.hasPrefix("crc32:")
  }

  private static func tensors(
    _ stored: [(name: String, tensor: StoredTensor)], in bytes: [UInt8], from start: Int
  ) throws(CheckpointError) -> [(name: String, value: Tensor)] {
    var tensors: [(name: String, value: Tensor)] = []
    var end = 0
    for (name, tensor) in stored {
      func fail(_ reason: String) -> CheckpointError {
        CheckpointError(.badTensor(name: name, reason: reason), file: "")
      }
      guard let type = StoredType(tensor.dtype) else {
        throw fail("element type \(tensor.dtype) is not supported")
      }
      guard let count = type.byteCount(of: tensor.shape) else {
        throw fail("impossible shape \(tensor.shape)")
      }
      let (next, overflows) = end.addingReportingOverflow(count)
      guard tensor.offsets == [end, next], !overflows else {
        throw fail(
          "shape \(tensor.shape) needs \(count) bytes from \(end), it has \(tensor.offsets)")
      }
      end = next
      if end > bytes.count - start {
        let last = max(end, stored.last?.tensor.offsets.last ?? end)
        let (expected, overflows) = start.addingReportingOverflow(last)
        throw CheckpointError(
          .truncated(expected: overflows ? .max : expected, found: bytes.count), file: "")
      }
      let body = bytes[start + tensor.offsets[0]..<start + end]
      tensors.append((name, type.tensor(body, Shape(tensor.shape))))
    }
    if end < bytes.count - start {
      throw CheckpointError(.trailingBytes(bytes.count - start - end), file: "")
    }
    return tensors
  }

  /// Writes the checksum of all bytes, taken with zeros in its place, into the header, and returns
  /// it. Nil if there is no place for one.
  @discardableResult
  private static func sign(_ bytes: inout [UInt8]) -> String? {
    let key = Array("\"\(checksumKey)\":\"crc32:".utf8)
    let headerEnd = min(
      bytes.count,
      8 + Int(bytes[0]) + Int(bytes[1]) << 8 + Int(bytes[2]) << 16 + Int(bytes[3]) << 24)
    guard
      let place = (8..<max(8, headerEnd - key.count - 8)).first(where: {
        bytes[$0] == key[0] && bytes[$0..<$0 + key.count].elementsEqual(key)
      })
    else { return nil }
    let digits = place + key.count..<place + key.count + 8
    bytes.replaceSubrange(digits, with: Array("00000000".utf8))
    var sum = crc32(0, nil, 0)
    bytes.withUnsafeBufferPointer { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = min(1 << 30, buffer.count - offset)
        sum = crc32(sum, buffer.baseAddress! + offset, UInt32(count))
        offset += count
      }
    }
    let hexadecimal = String(UInt32(truncatingIfNeeded: sum), radix: 16)
    let text = String(repeating: "0", count: 8 - hexadecimal.count) + hexadecimal
    bytes.replaceSubrange(digits, with: Array(text.utf8))
    return "crc32:\(text)"
  }
}

/// The value of a name in a header.
private enum HeaderEntry: Encodable {
  case tensor(StoredTensor)
  case texts([String: String])

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .tensor(let tensor): try tensor.encode(to: encoder)
    case .texts(let texts): try texts.encode(to: encoder)
    }
  }
}
