import TFXCore

/// An IDX file that is read block by block, as often as one likes; gzipped, it is inflated anew
/// each time.
final class StreamedImages: Sendable {
  private let content: FileBytes
  private let header: IDXHeader
  private let isGzip: Bool
  /// The shape of one sample, images with an axis for their one channel.
  let sampleShape: [Int]

  /// Opens the file and reads its header.
  init(_ path: String) throws(DataError) {
    content = try FileBytes(data: path)
    let bytes = content.bytes
    isGzip = GzipStream.isGzip(bytes)
    if isGzip {
      var stream = GzipStream(bytes, file: content.name)
      header = try IDXFile.header(
        &stream, compressedByteCount: bytes.count, file: content.name)
    } else {
      header = try IDXHeader(UnsafeRawBufferPointer(bytes), file: content.name)
      let found = bytes.count - header.byteCount
      if found < header.contentByteCount {
        throw header.truncated(after: found, file: content.name)
      }
      if found > header.contentByteCount {
        throw header.trailing(found - header.contentByteCount, file: content.name)
      }
    }
    if header.extents.count == 1 {
      throw DataError(.imagesAreAVector, file: content.name, column: 4)
    }
    let shape = Array(header.extents.dropFirst())
    sampleShape = shape.count == 2 ? shape + [1] : shape
  }

  var file: String { content.name }
  var count: Int { header.extents[0] }
  var dtype: DType { header.dtype }

  /// Reads all samples once.
  func blocks() throws(DataError) -> Blocks { try Blocks(self) }

  /// One way through the file.
  final class Blocks {
    private let source: StreamedImages
    private var stream: GzipStream?
    private var first = 0

    fileprivate init(_ source: StreamedImages) throws(DataError) {
      self.source = source
      if source.isGzip {
        var stream = GzipStream(source.content.bytes, file: source.file)
        _ = try IDXFile.header(
          &stream, compressedByteCount: source.content.bytes.count, file: source.file)
        self.stream = consume stream
      }
    }

    /// The next samples, and the number of the first of them in the file; nil at its end.
    func next() throws(DataError) -> (samples: Tensor, first: Int)? {
      let header = source.header
      if first == source.count { return try end() }
      let itemByteCount = header.contentByteCount / source.count
      let count = min(
        source.count - first, max(1, StreamedTable.blockByteCount / max(1, itemByteCount)))
      let offset = first * itemByteCount
      let shape = Shape(source.sampleShape).batched(count)
      var samples = Tensor(shape: shape, dtype: header.dtype)
      if source.isGzip {
        let filled = try samples.withMutableBytes { bytes throws(DataError) in
          try stream!.read(into: bytes)
        }
        if filled < count * itemByteCount {
          throw header.truncated(after: offset + filled, file: source.file)
        }
      } else {
        let bytes = UnsafeRawBufferPointer(source.content.bytes)
        let start = header.byteCount + offset
        samples.withUnsafeMutableBytes { target in
          target.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + target.count]))
        }
        source.content.forget(before: start)
      }
      samples.withUnsafeMutableBytes {
        IDXFile.swapFromBigEndian($0, elementByteCount: header.dtype.byteCount)
      }
      try IDXSamples.requireFinite(samples, file: source.file, first: first)
      defer { first += count }
      return (samples, first)
    }

    private func end() throws(DataError) -> (samples: Tensor, first: Int)? {
      if source.isGzip {
        let excess = try stream!.countRest()
        if excess > 0 { throw source.header.trailing(excess, file: source.file) }
      }
      return nil
    }
  }
}
