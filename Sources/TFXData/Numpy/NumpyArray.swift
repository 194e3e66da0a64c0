import TFXCore

/// An array in a `.npy` or `.npz` file, of which items may be read one by one.
final class NumpyArray: @unchecked Sendable {
  let file: String
  let shape: [Int]
  /// The element type of ``read(_:)``.
  let dtype: DType
  private let owner: FileBytes
  private let inflated: [UInt8]?
  private let body: UnsafeBufferPointer<UInt8>?
  private let header: NumpyHeader

  /// Whether a file begins as one of NumPy's does.
  static func isNumpy(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: NumpyFile.magic) || ZipArchive.isZip(bytes)
  }

  /// The array in a file; `name` says which of an `.npz` file.
  init(_ owner: FileBytes, name: String?) throws(DataError) {
    self.owner = owner
    file = owner.name
    var content: UnsafeBufferPointer<UInt8>? = owner.bytes
    var inflated: [UInt8]?
    if ZipArchive.isZip(owner.bytes) {
      let archive = try ZipArchive(owner.bytes, file: file)
      let known = archive.names.map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 }
      guard let name, let place = known.firstIndex(where: { $0.isWritten(name) }) else {
        throw DataError(.noArray(name: name, known: known), file: file)
      }
      content = try archive.stored(archive.names[place])
      if content == nil { inflated = try archive.read(archive.names[place]) }
    } else if name != nil {
      throw DataError(.notAnArchive, file: file)
    }
    let found =
      content.map { NumpyArray.header($0, owner.name) }
      ?? (inflated ?? []).withUnsafeBufferPointer { NumpyArray.header($0, owner.name) }
    do throws(NumpyError) {
      header = try found.get()
    } catch {
      throw DataError(.wrongNumpyFile(reason: error.reason), file: file)
    }
    self.inflated = inflated
    let start = header.start
    body = content.map { UnsafeBufferPointer(rebasing: $0[start...]) }
    shape = header.shape
    guard let dtype = NumpyArray.samples(header.dtype) else {
      throw DataError(.wrongElements(dtype: "\(header.dtype)"), file: file)
    }
    self.dtype = dtype
    if shape.isEmpty { throw DataError(.labelsAreNotAVector(rank: 0), file: file) }
    if let axis = shape.firstIndex(of: 0) { throw DataError(.zeroExtent(axis: axis), file: file) }
  }

  private static func header(
    _ bytes: UnsafeBufferPointer<UInt8>, _ name: String
  ) -> Result<NumpyHeader, NumpyError> {
    Result { () throws(NumpyError) in try NumpyHeader(bytes, name: name) }
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

  /// Why items cannot be read one by one; nil if they can.
  var whyWhole: String? {
    if header.isFortran { return "its items are scattered (Fortran order)" }
    return inflated != nil ? "it is compressed in an .npz file" : nil
  }

  /// All items.
  func read() throws(DataError) -> Tensor { try read(0..<shape[0]) }

  /// Some items.
  func read(_ items: Range<Int>) throws(DataError) -> Tensor {
    let result =
      inflated?.withUnsafeBufferPointer { bytes in
        tensor(UnsafeBufferPointer(rebasing: bytes[header.start...]), items)
      } ?? body.map { tensor($0, items) }
    guard let result else { preconditionFailure("an array without elements") }
    let elements: Tensor
    do throws(NumpyError) {
      elements = try result.get()
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
  func forget(before item: Int) {
    guard let body, let start = body.baseAddress, let first = owner.bytes.baseAddress else {
      return
    }
    let size = body.count / shape[0]
    owner.forget(before: (start - first) + item * size)
  }

  private func tensor(
    _ body: UnsafeBufferPointer<UInt8>, _ items: Range<Int>
  ) -> Result<Tensor, NumpyError> {
    let size = body.count / shape[0]
    let part = UnsafeBufferPointer(
      rebasing: body[items.lowerBound * size..<items.upperBound * size])
    return Result { () throws(NumpyError) in
      try header.tensor(part, Shape(Array(shape.dropFirst())).batched(items.count))
    }
  }
}
