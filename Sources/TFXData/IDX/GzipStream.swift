import CZlib

/// Inflates gzip data piece by piece, so that no more is inflated than is asked for.
struct GzipStream: ~Copyable {
  private let file: String
  private var input: UnsafeBufferPointer<UInt8>
  // zlib keeps a pointer to the stream in its state, so the stream must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var isAtEnd = false

  /// Whether bytes start as gzip data does.
  static func isGzip(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// Inflates `input`, which must outlive the stream; `file` is for messages.
  init(_ input: UnsafeBufferPointer<UInt8>, file: String) {
    self.file = file
    self.input = input
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipOnly: Int32 = 16
    let status = inflateInit2_(
      stream, MAX_WBITS + gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "inflateInit2 failed with status \(status)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The most bytes that `count` bytes of gzip data can inflate to: deflate's best is 1032 to 1.
  static func largestContent(of count: Int) -> Int {
    count.multipliedReportingOverflow(by: 1_032).partialValue
  }

  /// Fills `output` as far as the data goes; returns the number of bytes written.
  mutating func read(into output: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
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

  /// How many bytes are left, inflated: counted up to 1 MiB, which is enough to say "too many".
  /// Reading on to the end also checks the data's checksum.
  mutating func countRest() throws(DataError) -> Int {
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

  /// Gzip files may be put one behind the other; anything else after the end is an error.
  private mutating func goToNextMember() throws(DataError) {
    if GzipStream.isGzip(input) {
      inflateReset(stream)
    } else if input.allSatisfy({ $0 == 0 }) {
      // Tapes and some tools pad with zeros, which gzip ignores.
      isAtEnd = true
    } else {
      throw corrupt("\(input.count) bytes after its end are not gzip")
    }
  }

  private func corrupt(_ reason: String) -> DataError {
    DataError(.corruptGzip(reason: reason), file: file)
  }
}
