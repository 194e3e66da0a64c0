import CZlib

/// Inflates gzip data piece by piece, so that no more is inflated than is asked for.
final class GzipStream: Inflater {
  private let file: String
  private var input: UnsafeBufferPointer<UInt8>
  // zlib keeps a pointer to the stream in its state, so the stream must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var isAtEnd = false

  /// Whether bytes start as gzip data does.
  static func isGzip(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// Whether there is nothing around the data, as in zip archives.
  private let isRaw: Bool

  /// Inflates `input`, which must outlive the stream; `file` is for messages.
  convenience init(_ input: UnsafeBufferPointer<UInt8>, file: String) {
    self.init(input, file: file, isRaw: false)
  }

  /// Inflates data without gzip's header and checksum.
  convenience init(raw input: UnsafeBufferPointer<UInt8>, file: String) {
    self.init(input, file: file, isRaw: true)
  }

  private init(_ input: UnsafeBufferPointer<UInt8>, file: String, isRaw: Bool) {
    self.file = file
    self.input = input
    self.isRaw = isRaw
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipOnly: Int32 = 16
    let status = inflateInit2_(
      stream, isRaw ? -MAX_WBITS : MAX_WBITS + gzipOnly, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "inflateInit2 failed with status \(status)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  var restCount: Int { input.count }

  /// The most bytes that `count` bytes of gzip data can inflate to: deflate's best is 1032 to 1.
  static func largestContent(of count: Int) -> Int {
    count.multipliedReportingOverflow(by: 1_032).partialValue
  }

  func read(into output: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    var written = 0
    // zlib counts in 32 bits, so long buffers go in pieces.
    let longest = 1 << 30
    while written < output.count, !isAtEnd {
      let piece = min(output.count - written, longest)
      let offered = min(input.count, longest)
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(offered)
      stream.pointee.next_out = output.baseAddress?.advanced(by: written)
        .assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(piece)
      let status = inflate(stream, Z_NO_FLUSH)
      let produced = piece - Int(stream.pointee.avail_out)
      let consumed = offered - Int(stream.pointee.avail_in)
      written += produced
      input = UnsafeBufferPointer(rebasing: input.dropFirst(consumed))
      switch status {
      case Z_STREAM_END: try goToNextMember()
      case Z_OK where produced + consumed > 0: continue
      case Z_OK, Z_BUF_ERROR: throw corrupt("it ends in the middle")
      default: throw corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)")
      }
    }
    return written
  }

  /// Gzip files may be put one behind the other; anything else after the end is an error.
  private func goToNextMember() throws(DataError) {
    if isRaw {
      isAtEnd = true
    } else if GzipStream.isGzip(input) {
      inflateReset(stream)
    } else if input.allSatisfy({ $0 == 0 }) {
      // Tapes and some tools pad with zeros, which gzip ignores.
      isAtEnd = true
    } else {
      throw corrupt("\(input.count) bytes after its end are not gzip")
    }
  }

  private func corrupt(_ reason: String) -> DataError {
    DataError(.corruptData(format: isRaw ? "zip" : "gzip", reason: reason), file: file)
  }
}
