public import TFXCore

/// Reads IDX files, the format of MNIST: any of the six element types, 1 to 8 axes, gzipped or not
/// whatever the file is called.
public enum IDXFile {
  /// The content of the file at `path` in its own shape and element type; `-` is standard input.
  ///
  /// Throws for a file that cannot be read, is not IDX, or is shorter or longer than its header
  /// promises.
  public static func read(_ path: String) throws(DataError) -> Tensor {
    let content = try FileBytes(data: path)
    defer { withExtendedLifetime(content) {} }
    return try parse(content.bytes, file: content.name)
  }

  /// The tensor in `bytes`; `file` is for messages.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws(DataError) -> Tensor {
    GzipStream.isGzip(bytes)
      ? try parseGzip(bytes, file: file) : try parsePlain(UnsafeRawBufferPointer(bytes), file: file)
  }

  private static func parsePlain(
    _ bytes: UnsafeRawBufferPointer, file: String
  ) throws(DataError) -> Tensor {
    let header = try IDXHeader(bytes, file: file)
    let found = bytes.count - header.byteCount
    if found < header.contentByteCount { throw header.truncated(after: found, file: file) }
    if found > header.contentByteCount {
      throw header.trailing(found - header.contentByteCount, file: file)
    }
    return Tensor(shape: Shape(header.extents), dtype: header.dtype) { target in
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[header.byteCount...]))
      swapFromBigEndian(target, elementByteCount: header.dtype.byteCount)
    }
  }

  private static func parseGzip(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws(DataError) -> Tensor {
    var stream = GzipStream(bytes, file: file)
    let header = try header(&stream, compressedByteCount: bytes.count, file: file)
    var tensor = Tensor(shape: Shape(header.extents), dtype: header.dtype) { _ in }
    let filled = try tensor.withMutableBytes { target throws(DataError) in
      try stream.read(into: target)
    }
    if filled < header.contentByteCount { throw header.truncated(after: filled, file: file) }
    let excess = try stream.countRest()
    if excess > 0 { throw header.trailing(excess, file: file) }
    tensor.withUnsafeMutableBytes {
      swapFromBigEndian($0, elementByteCount: header.dtype.byteCount)
    }
    return tensor
  }

  /// The header at the start of gzip data.
  static func header(
    _ stream: inout GzipStream, compressedByteCount: Int, file: String
  ) throws(DataError) -> IDXHeader {
    let start = UnsafeMutableRawBufferPointer.allocate(
      byteCount: IDXHeader.maximumByteCount, alignment: 8)
    defer { start.deallocate() }
    // The first four bytes tell how long the header is.
    var startCount = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: start[..<4]))
    if startCount == 4, (1...8).contains(start[3]) {
      let extents = UnsafeMutableRawBufferPointer(rebasing: start[4..<(4 + 4 * Int(start[3]))])
      startCount += try stream.read(into: extents)
    }
    let header = try IDXHeader(
      UnsafeRawBufferPointer(rebasing: start[..<startCount]), file: file)
    // A header that promises more than any data of this length can hold must not cost memory.
    if header.contentByteCount > GzipStream.largestContent(of: compressedByteCount) {
      throw DataError(
        .gzipTooShort(expected: header.contentByteCount, compressed: compressedByteCount),
        file: file,
        column: 5)
    }
    return header
  }

  static func swapFromBigEndian(
    _ bytes: UnsafeMutableRawBufferPointer, elementByteCount: Int
  ) {
    switch elementByteCount {
    case 2: swap(bytes.bindMemory(to: UInt16.self))
    case 4: swap(bytes.bindMemory(to: UInt32.self))
    case 8: swap(bytes.bindMemory(to: UInt64.self))
    default: break
    }
  }

  private static func swap<Word: FixedWidthInteger>(_ words: UnsafeMutableBufferPointer<Word>) {
    for index in words.indices { words[index] = Word(bigEndian: words[index]) }
  }
}

extension Tensor {
  /// Calls `body`, which may throw what is wrong with the data, with the bytes to write to.
  mutating func withMutableBytes(
    _ body: (UnsafeMutableRawBufferPointer) throws(DataError) -> Int
  ) throws(DataError) -> Int {
    let result: Result<Int, DataError> = withUnsafeMutableBytes { bytes in
      do throws(DataError) {
        return .success(try body(bytes))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
