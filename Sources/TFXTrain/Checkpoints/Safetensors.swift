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
    do {
      return try parse(try FileAccess.read(path))
    } catch {
      throw CheckpointError(error.kind, file: path)
    }
  }

  /// Writes a file: under another name first, then renamed, so that nobody sees half of it.
  public func write(_ path: String) throws(CheckpointError) {
    try FileAccess.write(serialized(), to: path)
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
          dtype: Safetensors.code(of: tensor.dtype), shape: tensor.shape.dimensions,
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
    guard length <= 100_000_000, bytes.count > 8, bytes[8] == UInt8(ascii: "{") else {
      throw fail(.notSafetensors(reason: "it does not begin with a header"))
    }
    guard length <= UInt64(bytes.count - 8) else {
      throw fail(.truncated(expected: Int(length) + 8, found: bytes.count))
    }
    let start = 8 + Int(length)
    guard
      let header = try? JSONDecoder().decode(
        [String: HeaderEntry].self, from: Data(bytes[8..<start]))
    else { throw fail(.notSafetensors(reason: "its header is not that of tensors")) }

    var stored: [(name: String, tensor: StoredTensor)] = []
    var metadata: [String: String] = [:]
    for (name, entry) in header {
      switch entry {
      case .texts(let texts): metadata = texts
      case .tensor(let tensor): stored.append((name, tensor))
      }
    }
    stored.sort {
      ($0.tensor.offsets.first ?? 0, $0.name) < ($1.tensor.offsets.first ?? 0, $1.name)
    }
    let tensors = try Safetensors.tensors(stored, in: bytes, from: start)
    if let checksum = metadata.removeValue(forKey: checksumKey) {
      var copy = bytes
      guard sign(&copy) == checksum else { throw fail(.altered) }
    }
    return Safetensors(tensors: tensors, metadata: metadata)
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
      guard let dtype = dtype(of: tensor.dtype) else {
        throw fail("element type \(tensor.dtype) is not supported")
      }
      var count = dtype.byteCount
      for extent in tensor.shape {
        let (product, overflows) = count.multipliedReportingOverflow(by: extent)
        if extent < 0 || overflows { throw fail("impossible shape \(tensor.shape)") }
        count = product
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
      let range = start + tensor.offsets[0]..<start + end
      tensors.append(
        (
          name,
          Tensor(shape: Shape(tensor.shape), dtype: dtype) { target in
            bytes[range].withUnsafeBytes { target.copyMemory(from: $0) }
          }
        ))
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

  /// The format's codes of element types.
  private static let codes: [(dtype: DType, code: String)] = [
    (.float32, "F32"), (.float64, "F64"), (.int8, "I8"), (.int16, "I16"), (.int32, "I32"),
    (.int64, "I64"), (.uint8, "U8"), (.bool, "BOOL"),
  ]

  private static func code(of dtype: DType) -> String {
    guard let entry = codes.first(where: { $0.dtype == dtype }) else {
      preconditionFailure("a tensor of \(dtype) in a file")
    }
    return entry.code
  }

  private static func dtype(of code: String) -> DType? {
    codes.first { $0.code == code }?.dtype
  }
}

/// The place and the form of one tensor's bytes.
private struct StoredTensor: Codable {
  var dtype: String
  var shape: [Int]
  var offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }
}

/// What stands under a name of a header.
private enum HeaderEntry: Codable {
  case tensor(StoredTensor)
  case texts([String: String])

  init(from decoder: any Decoder) throws {
    if decoder.codingPath.last?.stringValue == "__metadata__" {
      self = .texts(try [String: String](from: decoder))
    } else {
      self = .tensor(try StoredTensor(from: decoder))
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .tensor(let tensor): try tensor.encode(to: encoder)
    case .texts(let texts): try texts.encode(to: encoder)
    }
  }
}
