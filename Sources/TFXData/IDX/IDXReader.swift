import TFXCore

/// Reads the elements of an IDX file in their order, some at a time. Compressed data is inflated on the
/// way, so that a file that is cut off or goes on too long shows at its end.
final class IDXReader {
  let header: IDXHeader
  let isCompressed: Bool
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private let stream: ContentStream
  /// The bytes of elements that were read.
  private var readCount = 0

  /// Reads the header at the start of `bytes`, which outlive the reader; `file` is for messages.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(DataError) {
    self.bytes = bytes
    self.file = file
    stream = ContentStream(bytes, file: file)
    isCompressed = stream.compression != nil
    if isCompressed {
      header = try IDXReader.header(stream, bytes, file: file)
    } else {
      header = try IDXHeader(UnsafeRawBufferPointer(bytes), file: file)
      let found = bytes.count - header.byteCount
      if found < header.contentByteCount { throw header.truncated(after: found, file: file) }
      if found > header.contentByteCount {
        throw header.trailing(found - header.contentByteCount, file: file)
      }
    }
  }

  /// Where the next elements lie in a file that is not compressed.
  var position: Int { header.byteCount + readCount }

  /// Fills a tensor with the next elements.
  ///
  /// - Parameter items: Which items along the first axis are wanted; nil for all. Where they need not be
  ///   inflated, only those are read.
  func read(into tensor: inout Tensor, items: [Int]? = nil) throws(DataError) {
    let expected = tensor.elementCount * header.dtype.byteCount
    let itemCount = tensor.shape[0]
    let filled = try tensor.withMutableBytes { target throws(DataError) in
      if isCompressed { return try stream.read(into: target) }
      let elements = UnsafeRawBufferPointer(
        UnsafeBufferPointer(rebasing: bytes[position..<position + target.count]))
      guard let items, itemCount > 0 else {
        target.copyMemory(from: elements)
        return target.count
      }
      let itemByteCount = target.count / itemCount
      for item in items {
        let range = item * itemByteCount..<(item + 1) * itemByteCount
        UnsafeMutableRawBufferPointer(rebasing: target[range]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: elements[range]))
      }
      return target.count
    }
    readCount += filled
    if filled < expected { throw header.truncated(after: readCount, file: file) }
    tensor.withUnsafeMutableBytes {
      IDXReader.swapFromBigEndian($0, elementByteCount: header.dtype.byteCount)
    }
  }

  /// Throws if the file goes on after its last element.
  func finish() throws(DataError) {
    if !isCompressed { return }
    let excess = try stream.countRest()
    if excess > 0 { throw header.trailing(excess, file: file) }
  }

  /// The header at the start of compressed data.
  private static func header(
    _ stream: ContentStream, _ bytes: UnsafeBufferPointer<UInt8>, file: String
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
    if let compression = stream.compression,
      header.contentByteCount > compression.largestContent(of: bytes)
    {
      throw DataError(
        .compressedTooShort(
          format: compression.rawValue, expected: header.contentByteCount, compressed: bytes.count),
        file: file, column: 5)
    }
    return header
  }

  private static func swapFromBigEndian(
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
  /// Calls `body`, which may throw, with the bytes to write to.
  fileprivate mutating func withMutableBytes(
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
