import TFXCore

/// What tells whether a file has the content that it had: its size and a hash of its bytes.
public struct FileFingerprint: Codable, Hashable, Sendable {
  /// The part of the data that the file is of.
  public let part: DataPart
  /// The file's name, without its directory: files may be moved.
  public let name: String
  /// The size in bytes.
  public let byteCount: Int
  /// XXH64 of the content, as sixteen hexadecimal digits.
  public let hash: String

  private enum CodingKeys: String, CodingKey {
    case part, name, hash
    case byteCount = "bytes"
  }

  /// Whether both are of the same content, wherever it lies.
  package func isSame(as other: FileFingerprint) -> Bool {
    byteCount == other.byteCount && hash == other.hash
  }

  /// The fingerprint of a file as it is now.
  package init(_ path: String, of part: DataPart) throws(DataError) {
    self.part = part
    name = FilePath.name(of: path)
    let content = try FileBytes(data: path)
    var hash = XXH64()
    // By pieces, so that the system need not keep a file in memory that is larger than that.
    for start in stride(from: 0, to: content.count, by: FileFingerprint.pieceByteCount) {
      let end = min(start + FileFingerprint.pieceByteCount, content.count)
      hash.add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(content.bytes)[start..<end]))
      content.forget(before: end)
    }
    byteCount = content.count
    self.hash = hash.text
  }

  /// The fingerprint of many files as one: of their names, sizes and hashes.
  init(_ files: [FileFingerprint], of part: DataPart) {
    self.part = part
    name = "\(files.count) files"
    byteCount = files.reduce(0) { $0 + $1.byteCount }
    var hash = XXH64()
    for file in files { hash.add(Array("\(file.name)\n\(file.byteCount) \(file.hash)\n".utf8)) }
    self.hash = hash.text
  }

  private static let pieceByteCount = 1 << 22
}
