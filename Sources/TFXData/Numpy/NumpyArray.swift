import TFXCore

/// An array in a `.npy` or `.npz` file, of which items may be read one after the other.
final class NumpyArray: @unchecked Sendable {
  let file: String
  let shape: [Int]
  /// The element type of the tensors that it is read as.
  let dtype: DType
  private let owner: FileBytes
  private let content: Content
  private let header: NumpyHeader

  private enum Content {
    /// The elements, as they lie in the file.
    case stored(UnsafeBufferPointer<UInt8>)
    /// A part with the header before the elements.
    case deflated(ZipArchive.Part)
  }

  /// No header is longer.
  private static let longestHeader = 1 << 16

  /// Whether a file begins as one of NumPy's does.
  static func isNumpy(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: NumpyFile.magic) || ZipArchive.isZip(bytes)
  }

  /// The array in a file; `name` says which of an `.npz` file.
  init(_ owner: FileBytes, name: String?) throws(DataError) {
    self.owner = owner
    file = owner.name
    var part: ZipArchive.Part?
    if ZipArchive.isZip(owner.bytes) {
      let archive = try ZipArchive(owner.bytes, file: file)
      let known = archive.names.map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 }
      guard let name, let place = known.firstIndex(where: { $0.isWritten(name) }) else {
        throw DataError(.noArray(name: name, known: known), file: file)
      }
      part = try archive.part(archive.names[place])
    } else if name != nil {
      throw DataError(.notAnArchive, file: file)
    }
    if let part, part.isDeflated {
      // The header alone says whether the rest is worth its memory.
      let start = try ZipPartStream(part).next(min(part.count, NumpyArray.longestHeader))
      header = try start.withUnsafeBufferPointer {
        NumpyArray.header($0, owner.name, total: part.count)
      }.get()
      content = .deflated(part)
    } else {
      let bytes = part?.content ?? owner.bytes
      header = try NumpyArray.header(bytes, owner.name).get()
      content = .stored(UnsafeBufferPointer(rebasing: bytes[header.start...]))
    }
    shape = header.shape
    guard let dtype = NumpyArray.samples(header.dtype) else {
      throw DataError(.wrongElements(dtype: "\(header.dtype)"), file: file)
    }
    self.dtype = dtype
    if shape.isEmpty { throw DataError(.labelsAreNotAVector(rank: 0), file: file) }
    if let axis = shape.firstIndex(of: 0) { throw DataError(.zeroExtent(axis: axis), file: file) }
  }

  private static func header(
    _ bytes: UnsafeBufferPointer<UInt8>, _ name: String, total: Int? = nil
  ) -> Result<NumpyHeader, DataError> {
    Result { () throws(NumpyError) in try NumpyHeader(bytes, name: name, total: total) }
      .mapError { DataError(.wrongNumpyFile(reason: $0.reason), file: name) }
  }

  /// The type that samples of a type of elements have; nil for those that are no numbers.
  private static func samples(_ dtype: DType) -> DType? {
    switch dtype {
    case .int64: .int32
    case .bool: .uint8
    case .float32, .float64, .int8, .int16, .int32, .uint8: dtype
    default: nil
    }
  }

  /// Why items cannot be read one after the other; nil if they can.
  var whyWhole: String? {
    guard case .deflated = content, header.isFortran else { return nil }
    return "its items are scattered (Fortran order) in a compressed part of an .npz file"
  }

  /// All items. Compressed ones may become half of the memory.
  func read() throws(DataError) -> Tensor {
    guard case .deflated(let part) = content else { return try reader().next(shape[0]) }
    let limit = Machine.memorySize / 2
    if part.count > limit { throw DataError(.inflatesTooFar(limit: limit), file: file) }
    if whyWhole == nil { return try reader().next(shape[0]) }
    let bytes = try ZipPartStream(part).next(part.count)
    return try samples(
      bytes.withUnsafeBufferPointer { bytes in
        Result { () throws(NumpyError) in
          try header.tensor(UnsafeBufferPointer(rebasing: bytes[header.start...]))
        }
      })
  }

  /// Reads the items from the first on.
  func reader() throws(DataError) -> Reader { try Reader(self) }

  /// One pass through the items.
  final class Reader {
    private let array: NumpyArray
    private let stream: ZipPartStream?
    private var first = 0

    fileprivate init(_ array: NumpyArray) throws(DataError) {
      self.array = array
      if case .deflated(let part) = array.content {
        stream = ZipPartStream(part)
        _ = try stream?.next(array.header.start)
      } else {
        stream = nil
      }
    }

    /// The next items; there must be as many.
    func next(_ count: Int) throws(DataError) -> Tensor {
      defer { first += count }
      let header = array.header
      switch array.content {
      case .stored(let body):
        let items = first..<first + count
        let found = try array.samples(
          Result { () throws(NumpyError) in try header.items(items, of: body) })
        array.forget(before: first)
        return found
      case .deflated:
        guard let stream else { preconditionFailure("no stream of \(array.file)") }
        let bytes = try stream.next(count * header.itemByteCount)
        let shape = Shape(Array(array.shape.dropFirst())).batched(count)
        return try array.samples(
          bytes.withUnsafeBufferPointer { bytes in
            Result { () throws(NumpyError) in try header.tensor(inOrder: bytes, shape) }
          })
      }
    }
  }

  /// Elements as samples have them.
  private func samples(_ found: Result<Tensor, NumpyError>) throws(DataError) -> Tensor {
    let elements: Tensor
    do throws(NumpyError) {
      elements = try found.get()
    } catch {
      throw DataError(.wrongNumpyFile(reason: error.reason), file: file)
    }
    if elements.dtype == dtype { return elements }
    if elements.dtype == .int64 {
      let wrong = elements.withUnsafeScalars(of: Int64.self) { values in
        values.first { Int32(exactly: $0) == nil }
      }
      if let wrong { throw DataError(.numberTooLarge(found: "\(wrong)"), file: file) }
    }
    return elements.converted(to: dtype)
  }

  /// Lets the system take back the memory of items before a place.
  private func forget(before item: Int) {
    guard case .stored(let body) = content, !header.isFortran, let start = body.baseAddress,
      let first = owner.bytes.baseAddress
    else { return }
    owner.forget(before: (start - first) + item * header.itemByteCount)
  }
}
