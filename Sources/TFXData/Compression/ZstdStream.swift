import CZstd

/// Decompresses Zstandard data (RFC 8878) piece by piece, so that no more is decompressed than is
/// asked for.
final class ZstdStream: Inflater {
  private let file: String
  private var input: UnsafeBufferPointer<UInt8>
  private let stream: OpaquePointer
  /// Whether a frame has ended and none has begun since.
  private var isBetweenFrames = true

  /// Whether bytes start as Zstandard data does: with a frame, or one to be skipped.
  static func isZstd(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
      || bytes.count >= 4 && (0x50...0x5F).contains(bytes[0])
        && bytes.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
  }

  /// Decompresses `input`, which must outlive the stream; `file` is for messages.
  init(_ input: UnsafeBufferPointer<UInt8>, file: String) {
    self.file = file
    self.input = input
    guard let stream = ZSTD_createDStream() else {
      preconditionFailure("no memory for a Zstandard decoder")
    }
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  /// The most bytes that data can become: what its frames say, or as much as blocks can hold.
  static func largestContent(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var (rest, count) = (bytes, 0)
    while let start = rest.baseAddress, !rest.isEmpty {
      let size = ZSTD_findFrameCompressedSize(start, rest.count)
      if ZSTD_isError(size) != 0 { break }
      let content = ZSTD_getFrameContentSize(start, rest.count)
      // The two largest numbers say that it is not known. A block of 128 KiB has 3 bytes or more.
      let known = content < UInt64.max - 1 ? Int(clamping: content) : size / 3 << 17
      count = count.addingReportingOverflow(known).overflow ? .max : count + known
      rest = UnsafeBufferPointer(rebasing: rest.dropFirst(size))
    }
    // Data that is cut off says nothing of its size.
    return rest.isEmpty ? count : max(count, rest.count / 3 << 17)
  }

  var restCount: Int { input.count }

  func read(into output: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    while target.pos < target.size {
      if input.isEmpty, isBetweenFrames { break }
      var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
      let written = target.pos
      let rest = ZSTD_decompressStream(stream, &target, &source)
      if ZSTD_isError(rest) != 0 {
        throw corrupt(String(cString: ZSTD_getErrorName(rest)))
      }
      input = UnsafeBufferPointer(rebasing: input.dropFirst(source.pos))
      isBetweenFrames = rest == 0
      if source.pos == 0, target.pos == written { throw corrupt("it ends in the middle") }
    }
    return target.pos
  }

  private func corrupt(_ reason: String) -> DataError {
    DataError(.corruptData(format: "zstd", reason: reason), file: file)
  }
}
