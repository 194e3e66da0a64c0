import TFXCore

/// Samples in an IDX file, an array or a folder, which are read block by block, as often as one likes;
/// compressed IDX files are inflated anew each time.
final class StreamedImages: Sendable {
  private enum Content: Sendable {
    case idx(FileBytes, IDXHeader)
    case array(NumpyArray)
    case folder(ImageFiles, ImageForm)
  }

  private let content: Content
  let file: String
  let count: Int
  let dtype: DType
  /// The shape of one sample, images with an axis for their one channel.
  let sampleShape: [Int]
  /// The images' files, if each has one.
  let paths: [String]?

  /// Opens a file, or that of an archive's arrays which has a name, and reads its header.
  init(_ path: String, array: String? = nil) throws(DataError) {
    let bytes = try FileBytes(data: path)
    file = bytes.name
    let extents: [Int]
    if NumpyArray.isNumpy(bytes.bytes) {
      let array = try NumpyArray(bytes, name: array)
      if let reason = array.whyWhole { throw DataError(.cannotStream(reason: reason), file: file) }
      content = .array(array)
      dtype = array.dtype
      extents = array.shape
    } else {
      let header = try IDXReader(bytes.bytes, file: file).header
      content = .idx(bytes, header)
      dtype = header.dtype
      extents = header.extents
    }
    if extents.count == 1 { throw DataError(.imagesAreAVector, file: file, column: 4) }
    count = extents[0]
    sampleShape = Samples.shape(Array(extents.dropFirst()))
    paths = nil
  }

  /// Images of a folder.
  init(_ files: ImageFiles, _ form: ImageForm) {
    content = .folder(files, form)
    file = files.folder
    count = files.count
    dtype = .uint8
    sampleShape = form.shape
    paths = files.paths
  }

  /// Reads all samples once.
  func blocks() throws(DataError) -> Blocks { try Blocks(self) }

  /// One pass through the samples.
  final class Blocks {
    private let source: StreamedImages
    private let reader: IDXReader?
    private let array: NumpyArray.Reader?
    private var first = 0
    private var mistakes = Mistakes()

    fileprivate init(_ source: StreamedImages) throws(DataError) {
      self.source = source
      switch source.content {
      case .idx(let bytes, _):
        (reader, array) = (try IDXReader(bytes.bytes, file: source.file), nil)
      case .array(let content): (reader, array) = (nil, try content.reader())
      case .folder: (reader, array) = (nil, nil)
      }
    }

    /// The next samples, and the number of the first of them in the file; nil at its end.
    ///
    /// - Parameter wanted: Which of some items are wanted, counted from the first of them; nil for all.
    ///   The others may be left 0.
    func next(
      wanted: (Range<Int>) -> [Int]?
    ) throws(DataError) -> (samples: Tensor, first: Int)? {
      while first < source.count {
        let itemByteCount = source.sampleShape.reduce(source.dtype.byteCount, *)
        let count = min(
          source.count - first, max(1, CSVBlocks.byteCount / max(1, itemByteCount)))
        defer { first += count }
        do throws(DataError) {
          let items = first..<first + count
          let samples = try read(items, wanted(items))
          if mistakes.isEmpty { return (samples, first) }
        } catch {
          // One broken image is seldom alone.
          guard source.paths != nil else { throw error }
          mistakes.add(error)
        }
      }
      try mistakes.throwIfAny()
      try reader?.finish()
      return nil
    }

    private func read(_ items: Range<Int>, _ wanted: [Int]?) throws(DataError) -> Tensor {
      let samples: Tensor
      switch source.content {
      case .idx(let bytes, _):
        guard let reader else { preconditionFailure("no reader of \(source.file)") }
        var tensor = Tensor(
          shape: Shape(source.sampleShape).batched(items.count), dtype: source.dtype)
        let start = reader.position
        try reader.read(into: &tensor, items: wanted)
        if !reader.isCompressed { bytes.forget(before: start) }
        samples = tensor
      case .array:
        guard let array else { preconditionFailure("no reader of \(source.file)") }
        samples = try array.next(items.count).reshaped(
          to: Shape(source.sampleShape).batched(items.count))
      case .folder(let files, let form): return try files.read(items, form, only: wanted)
      }
      try Samples.requireFinite(samples, file: source.file, first: items.lowerBound)
      return samples
    }
  }
}
