import TFXCore

/// The start of an IDX file: two zero bytes, the element type, the rank, and each extent as a
/// 32-bit big-endian number. The format is described at the foot of the MNIST page by LeCun,
/// Cortes and Burges.
struct IDXHeader {
  let dtype: DType
  let extents: [Int]
  let elementCount: Int

  /// The length in bytes, header alone.
  var byteCount: Int { 4 + 4 * extents.count }

  /// The most bytes a header has: 4, and 4 for each of 8 axes.
  static let maximumByteCount = 36

  /// Reads the header at the start of `bytes`, all there are of a file if fewer than
  /// ``maximumByteCount``.
  init(_ bytes: UnsafeRawBufferPointer, file: String) throws(DataError) {
    guard bytes.count >= 2, bytes[0] == 0, bytes[1] == 0 else {
      throw DataError(.wrongMagic(found: Array(bytes.prefix(4))), file: file)
    }
    guard bytes.count >= 4 else { throw IDXHeader.cut(at: bytes.count, of: 4, file) }
    switch bytes[2] {
    case 0x08: dtype = .uint8
    case 0x09: dtype = .int8
    case 0x0B: dtype = .int16
    case 0x0C: dtype = .int32
    case 0x0D: dtype = .float32
    case 0x0E: dtype = .float64
    default:
      throw DataError(.unknownElementType(code: bytes[2]), file: file, column: 3)
    }
    let rank = Int(bytes[3])
    guard (1...8).contains(rank) else {
      throw DataError(.unsupportedRank(rank), file: file, column: 4)
    }
    guard bytes.count >= 4 + 4 * rank else {
      throw IDXHeader.cut(at: bytes.count, of: 4 + 4 * rank, file)
    }
    extents = (0..<rank).map { axis in
      Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 + 4 * axis, as: UInt32.self)))
    }
    if let axis = extents.firstIndex(of: 0) {
      throw DataError(.zeroExtent(axis: axis), file: file, column: 5 + 4 * axis)
    }
    var count = dtype.byteCount
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow || product > Machine.memorySize {
        throw DataError(.tooManyElements(extents: extents), file: file, column: 5)
      }
      count = product
    }
    elementCount = count / dtype.byteCount
  }

  /// The bytes of all elements.
  var contentByteCount: Int { elementCount * dtype.byteCount }

  /// The error of a file that ends after `found` of its elements' bytes: it points at the item and
  /// the element in which the file ends.
  func truncated(after found: Int, file: String) -> DataError {
    let element = found / dtype.byteCount
    let itemSize = elementCount / extents[0]
    return DataError(
      .truncated(expected: contentByteCount, found: found, unit: "bytes of elements"), file: file,
      row: element / itemSize + 1, column: element % itemSize + 1)
  }

  /// The error of a file that goes on for `count` bytes after its last element.
  func trailing(_ count: Int, file: String) -> DataError {
    DataError(.trailingBytes(count), file: file, row: extents[0] + 1)
  }

  private static func cut(at found: Int, of expected: Int, _ file: String) -> DataError {
    DataError(
      .truncated(expected: expected, found: found, unit: "bytes of header"), file: file,
      column: found + 1)
  }
}
