/// The ways in which a file may be compressed, known by its first bytes whatever it is called.
enum Compression: String, Sendable {
  case gzip, zstd

  /// Nil for a file that is not compressed.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    if GzipStream.isGzip(bytes) {
      self = .gzip
    } else if ZstdStream.isZstd(bytes) {
      self = .zstd
    } else {
      return nil
    }
  }

  /// The most bytes that data compressed so can become.
  func largestContent(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    switch self {
    case .gzip: GzipStream.largestContent(of: bytes.count)
    case .zstd: ZstdStream.largestContent(of: bytes)
    }
  }
}

/// Decompresses data piece by piece, so that no more is decompressed than is asked for.
protocol Inflater: AnyObject {
  /// The bytes of the file that have not been used.
  var restCount: Int { get }

  /// Fills `output` as far as the data goes; returns the number of bytes written.
  func read(into output: UnsafeMutableRawBufferPointer) throws(DataError) -> Int
}

/// The content of a file, decompressed if need be, from its start to its end.
final class ContentStream {
  let compression: Compression?
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Nil for a file that is not compressed.
  private let inflater: InflaterAhead?
  private var copied = 0

  /// Reads `bytes`, which must outlive the stream; `file` is for messages.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
    self.bytes = bytes
    compression = Compression(bytes)
    inflater =
      switch compression {
      case .gzip: InflaterAhead(GzipStream(bytes, file: file))
      case .zstd: InflaterAhead(ZstdStream(bytes, file: file))
      case nil: nil
      }
  }

  /// How many bytes of the file have been used.
  var position: Int { inflater.map { bytes.count - $0.restCount } ?? copied }

  /// Fills `output` as far as the content goes; returns the number of bytes written.
  func read(into output: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    if let inflater { return try inflater.read(into: output) }
    let count = min(output.count, bytes.count - copied)
    output.copyMemory(
      from: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[copied..<copied + count])))
    copied += count
    return count
  }

  /// How many bytes are left: counted up to 1 MiB, which is enough to say "too many". Reading on to
  /// the end also checks the checksum of compressed data.
  func countRest() throws(DataError) -> Int {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
    defer { chunk.deallocate() }
    var rest = 0
    while rest < 1 << 20 {
      let got = try read(into: chunk)
      if got == 0 { break }
      rest += got
    }
    return rest
  }
}
