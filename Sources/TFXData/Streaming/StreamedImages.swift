import TFXCore

/// An IDX file that is read block by block, as often as one likes; gzipped, it is inflated anew
/// each time.
final class StreamedImages: Sendable {
  private let content: FileBytes
  private let header: IDXHeader
  /// The shape of one sample, images with an axis for their one channel.
  let sampleShape: [Int]

  /// Opens the file and reads its header.
  init(_ path: String) throws(DataError) {
    content = try FileBytes(data: path)
    header = try IDXReader(content.bytes, file: content.name).header
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

  /// One pass through the file.
  final class Blocks {
    private let source: StreamedImages
    private let reader: IDXReader
    private var first = 0

    fileprivate init(_ source: StreamedImages) throws(DataError) {
      self.source = source
      reader = try IDXReader(source.content.bytes, file: source.file)
    }

    /// The next samples, and the number of the first of them in the file; nil at its end.
    func next() throws(DataError) -> (samples: Tensor, first: Int)? {
      if first == source.count {
        try reader.finish()
        return nil
      }
      let itemByteCount = source.header.contentByteCount / source.count
      let count = min(
        source.count - first, max(1, StreamedTable.blockByteCount / max(1, itemByteCount)))
      var samples = Tensor(shape: Shape(source.sampleShape).batched(count), dtype: source.dtype)
      let start = reader.position
      try reader.read(into: &samples)
      if !reader.isGzip { source.content.forget(before: start) }
      try IDXSamples.requireFinite(samples, file: source.file, first: first)
      defer { first += count }
      return (samples, first)
    }
  }
}
