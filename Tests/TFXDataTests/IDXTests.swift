import CZlib
import TFXCore
import TFXData
import Testing

/// IDX files of every element type, plain and gzipped, whole and broken.
@Suite struct IDXTests {
  @Test func allSixElementTypes() throws {
    #expect(try idx(idxBytes(0x08, [2], [0, 255])) == Tensor([UInt8(0), 255]))
    #expect(try idx(idxBytes(0x09, [2], [0x80, 0x7F])) == Tensor([Int8(-128), 127]))
    #expect(
      try idx(idxBytes(0x0B, [2], [0x01, 0x02, 0xFF, 0xFE])) == Tensor([Int16(0x0102), -2]))
    #expect(
      try idx(idxBytes(0x0C, [1, 2], [1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0xFF]))
        == Tensor([Int32(0x0102_0304), -1], shape: [1, 2]))
    #expect(
      try idx(idxBytes(0x0D, [2], [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0])) == Tensor([Float(1), -2]))
    #expect(
      try idx(idxBytes(0x0E, [1], [0x3F, 0xF8, 0, 0, 0, 0, 0, 0])) == Tensor([1.5]))
  }

  @Test func everyRankUpTo8() throws {
    for rank in 1...8 {
      let extents = [2] + Array(repeating: 1, count: rank - 1)
      #expect(
        try idx(idxBytes(8, extents, [7, 9])) == Tensor([UInt8(7), 9], shape: Shape(extents)))
    }
  }

  @Test func gzipByContentAndNotByName() throws {
    let files = try TestFiles()
    let plain = idxBytes(0x0B, [3, 2], Array(0..<12))
    let whole = try idx(plain)
    #expect(try IDXFile.read(files.write("plain.gz", plain)) == whole)
    #expect(try IDXFile.read(files.write("packed", gzip(plain))) == whole)
    // Two members behind each other are one file, and padding with zeros is allowed.
    let members = gzip(Array(plain[..<7])) + gzip(Array(plain[7...])) + [0, 0, 0]
    #expect(try idx(members) == whole)
  }

  static let broken: [(name: String, bytes: [UInt8], message: String)] = [
    (
      "empty", [],
      """
      data.idx:1:1: error: expected an IDX file, which starts with 00 00, found no bytes
        IDX is the format of MNIST's files, gzipped or not
      """
    ),
    (
      "wrong magic", Array("a,b\n".utf8),
      """
      data.idx:1:1: error: expected an IDX file, which starts with 00 00, found 61 2c 62 0a
        IDX is the format of MNIST's files, gzipped or not
      """
    ),
    (
      "wrong type", [0, 0, 0x0A, 1, 0, 0, 0, 1, 0],
      """
      data.idx:1:3: error: the IDX header's element type is 0a, which is none of the six
      """
    ),
    ("rank 0", [0, 0, 8, 0], "data.idx:1:4: error: expected an IDX file of 1 to 8 axes, found 0"),
    ("rank 9", [0, 0, 8, 9], "data.idx:1:4: error: expected an IDX file of 1 to 8 axes, found 9"),
    (
      "short magic", [0, 0, 8],
      "data.idx:1:4: error: the file ends too early: expected 4 bytes of header, found 3"
    ),
    (
      "short header", [0, 0, 8, 2, 0, 0, 0, 1],
      "data.idx:1:9: error: the file ends too early: expected 12 bytes of header, found 8"
    ),
    (
      "zero rows", idxBytes(8, [0, 2], []),
      "data.idx:1:5: error: expected rows of data, found none"
    ),
    (
      "zero extent", idxBytes(8, [2, 0], []),
      "data.idx:1:9: error: the IDX header says that axis 1 has extent 0"
    ),
    (
      "truncated", idxBytes(8, [3, 2], [1, 2, 3]),
      "data.idx:2:2: error: the file ends too early: expected 6 bytes of elements, found 3"
    ),
    (
      "trailing", idxBytes(8, [2], [1, 2, 3]),
      "data.idx:3:1: error: the file goes on after its last element: 1 byte too many"
    ),
    (
      "huge", idxBytes(8, [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [1]),
      "data.idx:1:5: error: the IDX header promises 4294967295 × 4294967295 × 4294967295 "
        + "elements, more than memory can hold"
    ),
    (
      "large", idxBytes(8, [1_000_000], [1]),
      "data.idx:2:1: error: the file ends too early: expected 1000000 bytes of elements, found 1"
    ),
    (
      "gzip: truncated", gzip(idxBytes(8, [3, 2], [1, 2, 3])),
      "data.idx:2:2: error: the file ends too early: expected 6 bytes of elements, found 3"
    ),
    (
      "gzip: trailing", gzip(idxBytes(8, [2], [1, 2, 3, 4])),
      "data.idx:3:1: error: the file goes on after its last element: 2 bytes too many"
    ),
    (
      "gzip: cut", gzip(idxBytes(8, [2], [1, 2])).dropLast(1),
      "data.idx:1:1: error: the gzip data is corrupt: it ends in the middle"
    ),
    (
      "gzip: checksum", checksumBroken,
      "data.idx:1:1: error: the gzip data is corrupt: incorrect data check"
    ),
    (
      "gzip: garbage behind", gzip(idxBytes(8, [2], [1, 2])) + [1, 2],
      "data.idx:1:1: error: the gzip data is corrupt: 2 bytes after its end are not gzip"
    ),
    (
      "gzip: not IDX", gzip(Array("a,b\n".utf8)),
      """
      data.idx:1:1: error: expected an IDX file, which starts with 00 00, found 61 2c 62 0a
        IDX is the format of MNIST's files, gzipped or not
      """
    ),
    (
      "gzip: large", gzip(large),
      "data.idx:1:5: error: the IDX header promises 1000000 bytes of elements, more than "
        + "\(gzip(large).count) bytes of gzip can hold"
    ),
  ]

  private static let large = idxBytes(8, [1_000_000], [1])

  private static var checksumBroken: [UInt8] {
    var bytes = gzip(idxBytes(8, [2], [1, 2]))
    bytes[bytes.count - 8] ^= 1
    return bytes
  }

  @Test(arguments: broken.indices)
  func says(_ index: Int) throws {
    let (name, bytes, expected) = IDXTests.broken[index]
    let error = try #require(throws: DataError.self) { try idx(bytes) }
    #expect(error.description == expected, "\(name)")
    #expect(!error.isUnreadable)
  }
}

/// The bytes compressed as gzip does.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let gzipOnly: Int32 = 16
  let status = deflateInit2_(
    &stream, 6, Z_DEFLATED, MAX_WBITS + gzipOnly, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  precondition(status == Z_OK, "deflateInit2 failed with status \(status)")
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 1_000 + 1_000)
  let capacity = output.count
  let written = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(capacity)
      let status = deflate(&stream, Z_FINISH)
      precondition(status == Z_STREAM_END, "deflate ended with status \(status)")
      return capacity - Int(stream.avail_out)
    }
  }
  return Array(output[..<written])
}
